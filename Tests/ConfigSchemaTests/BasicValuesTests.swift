import ConfigSchema
import Testing

struct BasicValuesTests {
  @Test func `Only a plain or substituted scalar is a number or a boolean`() {
    #expect(Int.read(.plain("8_000")).value == 8000)
    #expect(Int.read(.plain("-5")).value == -5)
    #expect(Int.read(.substituted("8000", isPlain: false)).value == 8000)
    #expect(Int.read(.quoted("8000")).messages == ["expected a whole number, found a string"])
    #expect(Bool.read(.plain("true")).value == true)
    #expect(Bool.read(.quoted("true")).value == nil)
    #expect(Double.read(.plain("2.5")).value == 2.5)
  }

  @Test(arguments: ["1.5", "0x10", "1e3", "", "_", "five"])
  func `A whole number has digits only`(text: String) {
    #expect(Int.read(.plain(text)).value == nil)
  }

  @Test(arguments: ["nan", "inf", "1e999", "one"])
  func `A number is finite`(text: String) {
    #expect(Double.read(.plain(text)).value == nil)
  }

  @Test(arguments: ["yes", "no", "on", "off", "True", "1", "y"])
  func `A boolean is true or false and nothing else`(text: String) {
    #expect(Bool.read(.plain(text)).value == nil)
  }

  @Test func `Any scalar but a null is a string`() {
    #expect(String.read(.plain("8000")).value == "8000")
    #expect(String.read(.quoted("")).value == "")
    #expect(String.read(.plain("~")).messages == ["expected a string, found nothing"])
    #expect(String.read(.quoted("~")).value == "~")
  }

  @Test func `What comes from outside is never a null`() {
    #expect(String.read(.substituted("")).value == "")
    #expect(String.read(.substituted("null")).value == "null")
    #expect(Optional<String>.read(.substituted("~")).value == "~")
  }

  @Test func `A null is the absence of an optional and an empty mapping`() {
    #expect(Optional<Int>.read(.plain("null")).value == .some(nil))
    #expect([String: Int].read(.plain("")).value == [:])
    #expect([Int].read(.plain("")).messages.count == 1)
  }

  @Test func `Every bad item of a list is reported`() {
    #expect([Int].read(.list(.plain("1"), .plain("x"), .quoted("2"))).messages.count == 2)
    #expect([String: Int].read(.map(["a": .plain("x"), "b": .plain("1"), "c": .list()])).messages.count == 2)
  }

  @Test func `What is already reported is not reported again`() {
    #expect(Int.read(.invalid) == (nil, []))
    #expect(Duration.read(.invalid) == (nil, []))
    #expect(Rate.read(.invalid) == (nil, []))
    #expect(Secret.read(.invalid).messages == [])
    #expect([Int].read(.list(.plain("1"), .invalid)) == (nil, []))
    #expect(Optional<Int>.read(.invalid).messages == [])
  }

  @Test func `Nodes are equal by meaning, not by place or order`() {
    let one = ConfigNode.map(["a": .plain("1"), "b": .list(.plain("x"))])
    let other = ConfigNode.map(["b": .list(.plain("x")), "a": .plain("1")])
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    #expect(one != .map(["a": .quoted("1"), "b": .list(.plain("x"))]))
    #expect(one != .map(["a": .plain("1")]))
  }
}
