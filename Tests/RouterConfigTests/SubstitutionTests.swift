import ConfigSchema
import RouterConfig
import Testing

struct SubstitutionTests {
  private static let values = SubstitutionSource(
    environment: {
      ["HOST": "example.org", "PORT": "8080", "EMPTY": "", "YAML": "{ a: 1 }", "REF": "${env:PORT}"][$0]
    },
    file: { path throws(FileFailure) in
      switch path {
      case "/etc/junctor/key": Array("abc\n".utf8)
      case "/keys/crlf": Array("abc\r\n".utf8)
      case "/keys/two": Array("abc\n\n".utf8)
      case "/keys/binary": [0xFF]
      case "/keys/nul": [0x61, 0]
      case "/keys/large": throw .tooLarge(limit: SubstitutionSource.fileLimit)
      default: throw .unreadable("No such file or directory")
      }
    })

  private func read(_ yaml: String) -> ConfigFile {
    ConfigFile.parse(Array(yaml.utf8), file: "/etc/junctor/config.yaml", substituting: Self.values)
  }

  private func scalar(_ value: String) -> ConfigNode.Scalar? { read("a: \(value)").root?["a"]?.scalar }

  @Test(arguments: [
    ("${env:HOST}", "example.org"), ("\"${env:HOST}:${env:PORT}\"", "example.org:8080"),
    ("'Bearer ${env:HOST}!'", "Bearer example.org!"), ("${env:NONE:-localhost}", "localhost"),
    ("${env:NONE:-}", ""), ("${env:EMPTY:-x}", "x"), ("${env:EMPTY}", ""), ("${env:HOST:-x}", "example.org"),
    ("${env:NONE:-a:-b}", "a:-b"), ("${file:key}", "abc"), ("${file:/etc/junctor/key}", "abc"),
    ("${file:/keys/crlf}", "abc"), ("${file:/keys/two}", "abc\n"),
    ("$${env:HOST}", "${env:HOST}"), ("$$${env:PORT}", "$${env:PORT}"), ("$HOST $ $$ 5$", "$HOST $ $$ 5$"),
    ("\"$${a} ${env:PORT}\"", "${a} 8080"),
  ])
  func `A reference is replaced by its value`(text: String, expected: String) {
    #expect(scalar(text)?.text == expected)
  }

  @Test func `A value stays one scalar and is not looked into again`() {
    #expect(scalar("${env:YAML}")?.text == "{ a: 1 }")
    #expect(scalar("${env:REF}")?.text == "${env:PORT}")
  }

  @Test func `What came from outside is marked, what is written in the file is not`() {
    #expect(scalar("${env:PORT}")?.isSubstituted == true)
    #expect(scalar("${env:NONE:-x}")?.isSubstituted == true)
    #expect(scalar("$${env:PORT}")?.isSubstituted == false)
    #expect(scalar("plain")?.isSubstituted == false)
  }

  @Test func `A substituted scalar can be a number, a boolean or a duration, quoted or not`() {
    var diagnostics = Diagnostics()
    let config = read("server: { port: \"${env:PORT}\", tls: \"${env:NONE:-true}\" }").root
      .flatMap { SampleConfig.decode($0, &diagnostics) }
    #expect(config?.server.port == 8080)
    #expect(config?.server.tls == true)
    #expect(diagnostics.all == [])
  }

  @Test(arguments: [
    ("${env:NONE}", "the environment variable 'NONE' is not set"),
    ("${env:HOST", "the reference '${' has no closing '}'"),
    ("${evn:HOST}", "unknown kind of reference '${evn:…}'"),
    ("${HOST}", "a reference needs a kind, as in '${env:NAME}'"),
    ("${}", "a reference needs a kind, as in '${env:NAME}'"),
    ("${env:}", "not a reference to an environment variable"),
    ("${env:1A}", "not a reference to an environment variable"),
    ("${env:A-b}", "not a reference to an environment variable"),
    ("${env:A:+b}", "not a reference to an environment variable"),
    ("${env:A:-${env:B}}", "a reference cannot stand inside another"), ("${file:}", "'${file:}' needs a path"),
    ("${file:none}", "cannot read '/etc/junctor/none': No such file or directory"),
    ("${file:/keys/binary}", "cannot read '/keys/binary': it is not a UTF-8 text"),
    ("${file:/keys/nul}", "cannot read '/keys/nul': it is not a UTF-8 text"),
    ("${file:/keys/large}", "cannot read '/keys/large': it is larger than the limit of 64KiB"),
  ])
  func `A reference without a value is an error at its place`(text: String, message: String) {
    let config = read("a: x\nb: [ \"<\(text)>\" ]")
    #expect(config.diagnostics.all.map(\.message) == [message])
    #expect(config.diagnostics.all.first?.range?.start == SourcePosition(line: 2, column: 8))
  }

  @Test func `Every mistake in one scalar is reported`() {
    #expect(read("a: ${env:NONE} ${env:NADA} ${x:y}").diagnostics.all.count == 3)
  }

  @Test func `References put in a bounded amount`() {
    let large = SubstitutionSource(
      environment: { _ in String(repeating: "x", count: 60_000) }, file: { _ throws(FileFailure) in [] })
    func errors(_ count: Int) -> Set<String> {
      let text = "a: [" + String(repeating: "'${env:A}',", count: count) + "]"
      return Set(
        ConfigFile.parse(Array(text.utf8), file: "a.yaml", substituting: large).diagnostics.all.map(\.message))
    }
    #expect(errors(69) == [])
    #expect(errors(10_000) == ["references put in more than 4MiB altogether"])
  }

  @Test func `Thousands of mistakes on one line are answered at once`() {
    let text = "a: [" + String(repeating: "'${env:NONE}',", count: 70_000) + "]"
    var count = 0
    let time = ContinuousClock().measure { count = read(text).diagnostics.all.count }
    #expect(count == 70_000)
    #expect(time < .seconds(20))
  }

  @Test func `A mistake behind an alias or an escape is reported once, for the whole scalar`() {
    #expect(read("a: &a [ '${env:NONE}' ]\nb: *a\nc: *a").diagnostics.all.count == 1)
    let place = read("a: \"\\u0024{env:NONE}\"").diagnostics.all.first?.range
    #expect(place?.start.column == 4)
  }
}
