import ConfigSchema
import Testing

struct SecretTests {
  @Test func `A secret is not printed, however one prints it`() {
    let config = Everything()
    var dumped = ""
    dump(config, to: &dumped)
    for text in ["\(config)", "\(config.secret)", String(reflecting: config), dumped, "\([config.secret])"] {
      #expect(!text.contains("hunter2"))
    }
    #expect(config.secret.reveal() == "hunter2")
    #expect(config.secret.configText == nil)
  }

  @Test func `A secret, a value of an unknown key and a misplaced list are hidden from source lines`() {
    for node in [
      ConfigNode.map(["port": .plain("1"), "secret": .plain("hunter2")]),
      .map(["port": .plain("1"), "secrte": .plain("hunter2")]),
      .map(["port": .plain("1"), "name": .list(.plain("hunter2"))]),
    ] {
      var diagnostics = Diagnostics()
      _ = Everything.decode(node, &diagnostics)
      #expect(diagnostics.hidden == [ConfigNode.place])
    }
  }

  @Test func `The values of a component are hidden until its declaration reads them`() {
    func place(_ column: Int) -> SourceRange {
      SourceRange(file: "test.yaml", at: SourcePosition(line: 1, column: column))
    }
    func entry(_ key: String, _ column: Int) -> ConfigNode.Entry {
      let value = ConfigNode(.scalar(ConfigNode.Scalar("64KiB")), at: place(column))
      return ConfigNode.Entry(key: Located(key, at: place(column - 1)), value: value)
    }
    let component = ConfigNode(.mapping([entry("type", 2), entry("size", 4), entry("colour", 6)]), at: place(1))
    var diagnostics = Diagnostics()
    diagnostics.hideUntilRead(component, except: ["type"])
    #expect(diagnostics.hidden == [place(4), place(6)])
    var later = Diagnostics()
    _ = Inner.decode(component.removing(["type"]), &later)
    #expect((later + diagnostics).hidden == [place(6)])
    #expect((diagnostics + later).hidden == [place(6)])
  }

  @Test func `An empty secret is refused`() {
    #expect(Secret.read(.substituted("")).messages == ["a secret must not be empty"])
  }

  @Test(arguments: [
    ("  secret: abc", 11), ("{ \"password\" : abc }", 16), ("api_key_old abc", 12), ("Authorization: Bearer", 16),
    ("TOKEN", 6),
  ])
  func `A line speaks of a secret by words`(line: String, column: Int) {
    #expect(SecretWords.end(in: line) == column)
  }

  @Test(arguments: ["listen: 8000", "key: event.data.type", "path: /a", ""])
  func `An ordinary line does not`(line: String) {
    #expect(SecretWords.end(in: line) == nil)
  }
}
