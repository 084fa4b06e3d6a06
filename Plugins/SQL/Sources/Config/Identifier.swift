/// The name of a table or a column. Always written in quotes, so any text is safe in a statement.
struct Identifier: Sendable, Hashable {
  /// Nothing that anybody means is longer.
  static let limit = 128

  let name: String

  /// Why a text cannot be a name; nil when it can.
  static func problem(of name: String) -> String? {
    if name.isEmpty { return "a name must not be empty" }
    if name.utf8.count > limit { return "a name has at most \(limit) bytes" }
    if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "a name must not have control characters"
    }
    return nil
  }

  /// As it stands in a statement.
  var quoted: String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  /// SQLite does not tell the case of ASCII letters apart.
  var folded: String {
    String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
