import RouterCore
import Testing

/// Each rule that a text can break: the reason, the offset and the pointer that the error names.
struct JSONRejectionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    let reason: JSONError.Reason
    let offset: Int
    let pointer: String

    init(_ text: String, _ reason: JSONError.Reason, at offset: Int, in pointer: String = "") {
      self.init(Array(text.utf8), reason, at: offset, in: pointer)
    }

    init(_ text: [UInt8], _ reason: JSONError.Reason, at offset: Int, in pointer: String = "") {
      (self.text, self.reason, self.offset, self.pointer) = (text, reason, offset, pointer)
    }

    var testDescription: String { String(decoding: text, as: UTF8.self) }
  }

  private func check(_ example: Case) {
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: example.text) }
    #expect(error == JSONError(example.reason, at: example.offset, in: example.pointer))
  }

  @Test(
    "A text that breaks the grammar names what was expected",
    arguments: [
      Case("", .empty, at: 0),
      Case(" \n ", .empty, at: 3),
      Case("]", .unexpectedByte(UInt8(ascii: "]"), expected: .value), at: 0),
      Case("'a'", .unexpectedByte(UInt8(ascii: "'"), expected: .value), at: 0),
      Case("+1", .unexpectedByte(UInt8(ascii: "+"), expected: .value), at: 0),
      Case(".5", .unexpectedByte(UInt8(ascii: "."), expected: .value), at: 0),
      Case("NaN", .unexpectedByte(UInt8(ascii: "N"), expected: .value), at: 0),
      Case("\u{0B}1", .unexpectedByte(0x0B, expected: .value), at: 0),
      Case("\u{A0}1", .unexpectedByte(0xC2, expected: .value), at: 0),
      Case("nan", .invalidLiteral, at: 0),
      Case("True", .unexpectedByte(UInt8(ascii: "T"), expected: .value), at: 0),
      Case("[truE]", .invalidLiteral, at: 1, in: "/0"),
      Case("[fals]", .invalidLiteral, at: 1, in: "/0"),
      Case("[nul1]", .invalidLiteral, at: 1, in: "/0"),
      Case("[x]", .invalidLiteral, at: 1, in: "/0"),
      Case("[,1]", .unexpectedByte(UInt8(ascii: ","), expected: .valueOrEnd), at: 1, in: "/0"),
      Case("[1,]", .unexpectedByte(UInt8(ascii: "]"), expected: .value), at: 3, in: "/1"),
      Case("[1 2]", .unexpectedByte(UInt8(ascii: "2"), expected: .commaOrArrayEnd), at: 3),
      Case("[1}", .unexpectedByte(UInt8(ascii: "}"), expected: .commaOrArrayEnd), at: 2),
      Case("{1:2}", .unexpectedByte(UInt8(ascii: "1"), expected: .keyOrEnd), at: 1),
      Case("{,}", .unexpectedByte(UInt8(ascii: ","), expected: .keyOrEnd), at: 1),
      Case(#"{"a":1,}"#, .unexpectedByte(UInt8(ascii: "}"), expected: .key), at: 7),
      Case(#"{"a" 1}"#, .unexpectedByte(UInt8(ascii: "1"), expected: .colon), at: 5, in: "/a"),
      Case(#"{"a":}"#, .unexpectedByte(UInt8(ascii: "}"), expected: .value), at: 5, in: "/a"),
      Case(#"{"a":1 "b":2}"#, .unexpectedByte(UInt8(ascii: "\""), expected: .commaOrObjectEnd), at: 7),
      Case(#"{"a":1]"#, .unexpectedByte(UInt8(ascii: "]"), expected: .commaOrObjectEnd), at: 6),
      Case("[1/**/]", .unexpectedByte(UInt8(ascii: "/"), expected: .commaOrArrayEnd), at: 2),
    ])
  func grammar(example: Case) { check(example) }

  @Test(
    "A text that stops too early says so",
    arguments: [
      Case("{", .unexpectedEnd, at: 1),
      Case("[", .unexpectedEnd, at: 1),
      Case(#"{"a"#, .unexpectedEnd, at: 3),
      Case(#"{"a""#, .unexpectedEnd, at: 4, in: "/a"),
      Case(#"{"a":"#, .unexpectedEnd, at: 5, in: "/a"),
      Case(#"{"a":1"#, .unexpectedEnd, at: 6),
      Case(#"{"a":1,"#, .unexpectedEnd, at: 7),
      Case("[1,", .unexpectedEnd, at: 3),
      Case(#"[{"a":[tru"#, .unexpectedEnd, at: 10, in: "/0/a/0"),
      Case("-", .unexpectedEnd, at: 1),
      Case("1.", .unexpectedEnd, at: 2),
      Case("1e", .unexpectedEnd, at: 2),
      Case("1e+", .unexpectedEnd, at: 3),
      Case(#""abc"#, .unexpectedEnd, at: 4),
      Case(#""abc\"#, .unexpectedEnd, at: 5),
    ])
  func truncated(example: Case) { check(example) }

  @Test(
    "Nothing may follow the root",
    arguments: [
      Case("1 2", .trailingText, at: 2),
      Case("{} {}", .trailingText, at: 3),
      Case("[]]", .trailingText, at: 2),
      Case("true,", .trailingText, at: 4),
      Case("1\u{0}", .trailingText, at: 1),
    ])
  func trailing(example: Case) { check(example) }

  @Test(
    "Numbers keep to the grammar",
    arguments: [
      Case("01", .leadingZero, at: 0),
      Case("-01", .leadingZero, at: 1),
      Case("[00]", .leadingZero, at: 1, in: "/0"),
      Case("[-]", .missingDigits, at: 2, in: "/0"),
      Case("[-a]", .missingDigits, at: 2, in: "/0"),
      Case("[1.]", .missingDigits, at: 3, in: "/0"),
      Case("[1.e5]", .missingDigits, at: 3, in: "/0"),
      Case("[1e]", .missingDigits, at: 3, in: "/0"),
      Case("[1e+]", .missingDigits, at: 4, in: "/0"),
      Case("[1E-x]", .missingDigits, at: 4, in: "/0"),
      Case("[1.2.3]", .unexpectedByte(UInt8(ascii: "."), expected: .commaOrArrayEnd), at: 4),
      Case("0x10", .trailingText, at: 1),
    ])
  func numbers(example: Case) { check(example) }

  @Test(
    "Strings keep to the grammar",
    arguments: [
      Case(#"["\x"]"#, .invalidEscape, at: 2, in: "/0"),
      Case(#"["\'"]"#, .invalidEscape, at: 2, in: "/0"),
      Case(#"["\U0041"]"#, .invalidEscape, at: 2, in: "/0"),
      Case(#"["\u12"]"#, .invalidUnicodeEscape, at: 2, in: "/0"),
      Case(#"["\u12g4"]"#, .invalidUnicodeEscape, at: 2, in: "/0"),
      Case(#"["\u+123"]"#, .invalidUnicodeEscape, at: 2, in: "/0"),
      Case("[\"a\nb\"]", .controlCharacter(0x0A), at: 3, in: "/0"),
      Case("[\"\u{0}\"]", .controlCharacter(0), at: 2, in: "/0"),
      Case("[\"12345678\u{1F}\"]", .controlCharacter(0x1F), at: 10, in: "/0"),
      Case("{\"a\tb\":1}", .controlCharacter(0x09), at: 3),
    ])
  func strings(example: Case) { check(example) }

  @Test(
    "A surrogate needs its other half",
    arguments: [
      Case(#"["\ud800"]"#, .loneSurrogate(0xD800), at: 2, in: "/0"),
      Case(#"["\uDBFFx"]"#, .loneSurrogate(0xDBFF), at: 2, in: "/0"),
      Case(#"["\udc00"]"#, .loneSurrogate(0xDC00), at: 2, in: "/0"),
      Case(#"["\ud800\ud800"]"#, .loneSurrogate(0xD800), at: 2, in: "/0"),
      Case(#"["\ud83d\u0041"]"#, .loneSurrogate(0xD83D), at: 2, in: "/0"),
      Case(#"["\ud83d\n"]"#, .loneSurrogate(0xD83D), at: 2, in: "/0"),
      Case(#"["\ude00\ud83d"]"#, .loneSurrogate(0xDE00), at: 2, in: "/0"),
      Case(#"{"a":{"\ud800":1}}"#, .loneSurrogate(0xD800), at: 7, in: "/a"),
    ])
  func surrogates(example: Case) { check(example) }

  @Test(
    "Bytes that are no UTF-8 are rejected where they start",
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
      [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    let quote = [UInt8(ascii: "\"")]
    check(Case(quote + bytes + quote, .invalidUTF8, at: 1))
    check(Case(quote + "ab\u{E4}".utf8 + bytes + quote, .invalidUTF8, at: 5))
  }

  @Test("A byte order mark is rejected")
  func byteOrderMark() {
    check(Case("\u{FEFF}{}", .byteOrderMark, at: 0))
  }

  @Test(
    "Keys are compared after unescaping",
    arguments: [
      Case(#"{"a":1,"a":2}"#, .duplicateKey("a"), at: 7),
      Case(#"{"a":1,"\u0061":2}"#, .duplicateKey("a"), at: 7),
      Case(#"{"\u0061":1,"a":2}"#, .duplicateKey("a"), at: 12),
      Case(#"{"":1,"b":2,"":3}"#, .duplicateKey(""), at: 12),
      Case(#"{"\/":1,"/":2}"#, .duplicateKey("/"), at: 8),
      Case(#"{"😀":1,"\ud83d\ude00":2}"#, .duplicateKey("😀"), at: 10),
      Case(#"[{"x":{"a":1,"b":{"a":1},"a":2}}]"#, .duplicateKey("a"), at: 25, in: "/0/x"),
      Case(#"{"m~n/o":[0,{"a":1,"a":2}]}"#, .duplicateKey("a"), at: 19, in: "/m~0n~1o/1"),
    ])
  func duplicateKeys(example: Case) { check(example) }

  @Test(
    "Keys that only look alike are different",
    arguments: [
      #"{"a":1,"A":2}"#, #"{"a":1,"a ":2}"#, "{\"\u{E9}\":1,\"e\u{301}\":2}",
      #"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#,
    ])
  func differentKeys(text: String) throws {
    #expect(try JSONDocument(parsing: text).description == text)
  }

  @Test("A duplicate among many keys is found", arguments: [2, 31, 32, 33, 34, 1000])
  func duplicateAmongMany(count: Int) throws {
    let members = (0..<count).map { #""key\#($0)":\#($0)"# }
    _ = try JSONDocument(parsing: "{\(members.joined(separator: ","))}")
    let text = #"{\#(members.joined(separator: ",")),"key\#(count / 2)":0}"#
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
    #expect(error?.reason == .duplicateKey("key\(count / 2)"))
  }

  @Test("A message says what is wrong, where, in one sentence")
  func description() {
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: #"{"data":{"a":1,"a":2}}"#) }
    #expect(error?.description == "duplicate key 'a' at byte 15 in /data")
  }
}
