import RouterCore
import Testing

struct JSONStringTests {
  @Test(
    "Escapes stand for their characters",
    arguments: [
      (#""""#, ""), (#""abc""#, "abc"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u0041\u00e4\u20AC""#, "Aä€"), (#""\ud83d\ude00""#, "😀"), (#""\uD834\uDD1E""#, "𝄞"), (#""\u0000""#, "\0"),
      (#""\uFFFF\uD7FF\uE000""#, "\u{FFFF}\u{D7FF}\u{E000}"),
      (#""\udbff\udfff""#, "\u{10FFFF}"), (#""ä€😀\u007f""#, "ä€😀\u{7F}"), (#""a\\u0041""#, #"a\u0041"#),
      (#""12345678\n12345678""#, "12345678\n12345678"), (#""1234567""#, "1234567"),
      ("\"\u{7F}\u{80}\u{10FFFF}\"", "\u{7F}\u{80}\u{10FFFF}"),
    ])
  func unescape(text: String, expected: String) throws {
    let node = try JSONDocument(parsing: text).root
    #expect(node.string.map { Array($0.utf8) } == Array(expected.utf8))
    #expect(node.stringEquals(expected))
    #expect(!node.stringEquals(expected + "x"))
    #expect(node.text.elementsEqual(text.utf8))
  }

  @Test("Equality is by scalars, without normalization")
  func noNormalization() throws {
    let node = try JSONDocument(parsing: "\"\u{E9}\"").root
    #expect(node.stringEquals("\u{E9}"))
    #expect(!node.stringEquals("e\u{301}"))
  }

  @Test("Every well-formed character is taken")
  func everyScalar() throws {
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for value in UInt32(0x20)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
      text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
    text.append(UInt8(ascii: "\""))
    #expect(try JSONDocument(parsing: text, limits: JSONLimits(maxBytes: 8 << 20)).root.kind == .string)
  }

  @Test("A string of any length ends where it ends", arguments: 0...40)
  func lengths(length: Int) throws {
    let content = String(repeating: "x", count: length)
    for end in ["", "\\n", "ä"] {
      let document = try JSONDocument(parsing: "[\"\(content)\(end)\",1]")
      #expect(document.root.elements.map { $0.kind } == [.string, .number])
    }
  }
}
