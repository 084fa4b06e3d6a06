import RouterCore
import Testing

struct JSONNumberTests {
  private func node(_ text: String) throws -> JSONNode { try JSONDocument(parsing: text).root }

  @Test(
    "A whole number in range is an Int, however it is written",
    arguments: [
      ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("7.0", 7), ("7e0", 7), ("70E-1", 7), ("0.07e2", 7), ("-1.5e1", -15),
      ("0e999", 0), ("0.0e-99999999999999999999", 0), ("9007199254740993", 9_007_199_254_740_993),
      ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.0", .max),
      ("922337203685477580.7e1", .max), ("1e18", 1_000_000_000_000_000_000),
    ] as [(String, Int)])
  func int(text: String, expected: Int) throws {
    #expect(try node(text).int == expected)
    #expect(try node(text).isWholeNumber)
    #expect(try node(text).text.elementsEqual(text.utf8))
  }

  @Test(
    "Any other number is no Int",
    arguments: [
      "0.5", "1e-1", "1.25e1", "9223372036854775808", "-9223372036854775809", "1e19", "1e400", "1e99999999999999999999",
      "123456789012345678901234567890",
    ])
  func noInt(text: String) throws {
    #expect(try node(text).int == nil)
  }

  @Test(
    "A Double is the nearest one",
    arguments: [
      "0", "1", "45.2", "0.234", "0.1", "3.141592653589793", "9007199254740991", "9007199254740993",
      "123456789012345678",
      "0.1234567890123456789", "1e22", "1e23", "1.7976931348623157e308", "5e-324", "4.35", "0.000001", "1E5", "1e+5",
      "2.2250738585072011e-308", "179769313486231580793728971405301e276",
    ])
  func double(text: String) throws {
    #expect(try node(text).double == Double(text))
    #expect(try node("-" + text).double == Double("-" + text))
  }

  @Test("Zero keeps its sign")
  func negativeZero() throws {
    #expect(try node("-0").double?.sign == .minus)
    #expect(try node("-0.0").double?.sign == .minus)
    #expect(try node("0").double?.sign == .plus)
  }

  @Test(
    "A number beyond Double is a number without a Double", arguments: ["1e400", "-1e400", "1e99999999999999999999"])
  func tooLarge(text: String) throws {
    #expect(try node(text).double == nil)
    #expect(try node(text).kind == .number)
  }

  @Test("A number below the smallest Double is zero")
  func tooSmall() throws {
    #expect(try node("1e-400").double == 0)
  }

  @Test(
    "Numbers are equal if their values are",
    arguments: [
      ("1", "1.0"), ("1", "10e-1"), ("100", "1e2"), ("0", "-0"), ("0", "0.000e5"), ("1e400", "10e399"),
      ("9007199254740993", "9007199254740993.0"), ("0.1", "1e-1"), ("-2.50", "-25e-1"),
      ("1e99999999999999999999", "1e99999999999999999999"),
    ])
  func equal(left: String, right: String) throws {
    #expect(try node(left).isEqual(to: node(right)))
    #expect(try node(right).isEqual(to: node(left)))
  }

  @Test(
    "Numbers that a Double cannot tell apart differ",
    arguments: [
      ("9007199254740993", "9007199254740992"), ("1e400", "1e401"), ("1e-400", "0"), ("1", "-1"),
      ("0.1", "0.1000000000000000055511151231257827"), ("123456789012345678901", "123456789012345678902"),
    ])
  func different(left: String, right: String) throws {
    #expect(try !node(left).isEqual(to: node(right)))
  }

  @Test("Other kinds are no numbers", arguments: [#""1""#, "true", "null", "[1]", #"{"a":1}"#])
  func otherKinds(text: String) throws {
    #expect(try node(text).int == nil)
    #expect(try node(text).double == nil)
    #expect(try !node(text).isWholeNumber)
  }
}
