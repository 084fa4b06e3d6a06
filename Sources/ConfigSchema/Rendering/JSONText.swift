/// A JSON value for output only: members keep the order in which they were given.
package indirect enum JSONText: Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Must be finite.
  case number(Double)
  /// A number as it is written: it keeps its digits.
  case digits(String)
  case string(String)
  case array([JSONText])
  case object([(String, JSONText)])

  static func optional<Value>(_ value: Value?, _ make: (Value) -> JSONText) -> JSONText {
    value.map(make) ?? .null
  }

  /// Indented by two spaces, with a line feed at the end.
  package var rendered: String { text(indent: "") + "\n" }

  private func text(indent: String) -> String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
    case .digits(let text): text
    case .string(let value): Self.quote(value)
    case .array(let items): Self.block("[", items.map { $0.text(indent: indent + "  ") }, "]", indent)
    case .object(let members):
      Self.block("{", members.map { "\(Self.quote($0.0)): \($0.1.text(indent: indent + "  "))" }, "}", indent)
    }
  }

  private static func block(_ open: String, _ items: [String], _ close: String, _ indent: String) -> String {
    guard !items.isEmpty else { return open + close }
    return open + items.map { "\n\(indent)  \($0)" }.joined(separator: ",") + "\n" + indent + close
  }

  /// RFC 8259, section 7.
  private static func quote(_ text: String) -> String {
    "\"" + text.unicodeScalars.map(escape).joined() + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return String(scalar)
    }
  }
}
