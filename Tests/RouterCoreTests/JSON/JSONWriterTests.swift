import RouterCore
import Testing

struct JSONWriterTests {
  private func text(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test("Commas stand between members and elements, and nowhere else")
  func structure() throws {
    let payload = try JSONDocument(parsing: #" { "x": 1.0 } "#)
    let written = text { writer in
      writer.beginObject()
      writer.member("a", 1)
      writer.key("list")
      writer.beginArray()
      writer.beginArray()
      writer.endArray()
      writer.beginObject()
      writer.endObject()
      writer.null()
      writer.value(true)
      writer.endArray()
      writer.member("data", payload.root)
      writer.member("b", "x")
      writer.member("c", false)
      writer.member("d", 2.5)
      writer.key("raw")
      writer.value(uncheckedText: Array("[1, 2]".utf8))
      writer.endObject()
    }
    #expect(written == #"{"a":1,"list":[[],{},null,true],"data":{ "x": 1.0 },"b":"x","c":false,"d":2.5,"raw":[1, 2]}"#)
  }

  @Test(
    "Strings are escaped where JSON needs it and nowhere else",
    arguments: [
      ("", #""""#), ("plain ä€😀/'", #""plain ä€😀/'""#), ("\"\\", #""\"\\""#),
      ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
      ("a plain beginning, then \n", #""a plain beginning, then \n""#), ("12345678\"é", #""12345678\"é""#),
      ("\0\u{1}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u001f\u{7F}\""), ("\u{2028}", "\"\u{2028}\""),
    ])
  func strings(value: String, expected: String) throws {
    let written = text { $0.value(value) }
    #expect(written == expected)
    #expect(try JSONDocument(parsing: written).root.string == value)
  }

  @Test("It writes into a buffer in place")
  func inPlace() {
    var buffer = Array("x".utf8)
    JSONWriter.append(to: &buffer) { writer in
      writer.beginObject()
      writer.member("at", Timestamp(microseconds: 1_705_314_600_999_999))
      writer.endObject()
    }
    JSONWriter.append(to: &buffer) { $0.value(1) }
    #expect(String(decoding: buffer, as: UTF8.self) == #"x{"at":"2024-01-15T10:30:00Z"}1"#)
  }

  @Test(
    "Doubles are as short as they can be and read back the same",
    arguments: [
      (0, "0.0"), (-0.0, "-0.0"), (45.2, "45.2"), (300, "300.0"), (0.1, "0.1"), (1e16, "1e+16"), (1e-7, "1e-07"),
      (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
    ] as [(Double, String)])
  func doubles(value: Double, expected: String) throws {
    let written = text { $0.value(value) }
    #expect(written == expected)
    #expect(try JSONDocument(parsing: written).root.double == value)
  }

  @Test("What JSON cannot say becomes null", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) {
    #expect(text { $0.value(value) } == "null")
  }

  @Test("Integers are written whole")
  func integers() {
    #expect(text { $0.value(Int.min) } == "-9223372036854775808")
    #expect(text { $0.value(UInt64.max) } == "18446744073709551615")
  }

  @Test("A buffer is continued behind what it has")
  func appending() {
    var writer = JSONWriter(appendingTo: Array("data: ".utf8))
    writer.beginArray()
    writer.value(1)
    writer.endArray()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "data: [1]")
  }

  @Test("A document can be written and scanned in one go")
  func document() throws {
    let document = try JSONDocument { writer in
      writer.beginObject()
      writer.member("a", 1)
      writer.endObject()
    }
    #expect(document.root["a"]?.int == 1)
  }
}
