import ConfigSchema
import Testing

struct DecodingTests {
  @Test func `Values go where their key paths say and the rest keeps its default`() throws {
    let node = ConfigNode.map([
      "port": .plain("80"), "mode": .plain("fast"), "inner": .map(["size": .plain("1MiB")]),
      "children": .map(["a": .map(["port": .plain("81")])]), "optional": .plain("3"),
    ])
    let config = try #require(Everything.read(node).value)
    #expect(config.port == 80)
    #expect(config.mode == .fast)
    #expect(config.inner.size == .mebibytes(1))
    #expect(config.children["a"]?.port == 81)
    #expect(config.optional == 3)
    #expect(config.every == .seconds(5))
  }

  @Test func `Nothing below a key means the defaults`() {
    #expect(Inner.read(.plain("")).value?.size == .kibibytes(64))
    #expect(Everything.read(.plain("")).messages == ["missing key 'port'"])
  }

  @Test func `All mistakes are reported at once`() {
    let node = ConfigNode.map(["prot": .plain("80"), "flag": .plain("yes"), "share": .plain("2"), "zzz": .plain("1")])
    #expect(
      Everything.read(node).messages == [
        "unknown key 'prot'", "expected true or false, found a string", "'share' must be between 0.0 and 1.0",
        "unknown key 'zzz'",
      ])
  }

  @Test func `A misspelt required key is not reported as missing too`() {
    #expect(Everything.read(.map(["prot": .plain("80")])).messages == ["unknown key 'prot'"])
    #expect(Everything.read(.map(["zzz": .plain("80")])).messages == ["unknown key 'zzz'", "missing key 'port'"])
  }

  @Test func `Conditions between fields are checked once every field is good`() {
    #expect(
      Everything.read(.map(["port": .plain("80"), "name": .plain("crossed")])).messages == ["the name is crossed"])
    #expect(Everything.read(.map(["port": .invalid, "name": .plain("crossed")])).messages == [])
    #expect(Everything.read(.map(["port": .plain("80"), "name": .plain("odd")])).value != nil)
  }

  @Test func `A part that is already reported leaves no config`() {
    #expect(Everything.read(.map(["port": .invalid])).value == nil)
  }

  @Test func `A choice suggests the nearest word but never repeats what came from outside`() {
    var diagnostics = Diagnostics()
    _ = Mode.decode(.plain("sloww"), &diagnostics)
    _ = Mode.decode(.substituted("sloww"), &diagnostics)
    #expect(diagnostics.all.map(\.help) == ["did you mean 'slow'?", nil])
  }
}
