/// What a text from a client may be: bounded, and without control characters, which no list and no log could show.
struct TextRule: Sendable {
  /// In bytes of UTF-8.
  let longest: Int
  /// Whether it stands in paths, where `.` and `..` mean something else: clients take them out.
  var isSegment = false

  static let id = TextRule(longest: 128, isSegment: true)
  /// Types, namespaces.
  static let name = TextRule(longest: 128, isSegment: true)
  static let label = TextRule(longest: 512)
  /// A segment of a path can be no longer.
  static let key = TextRule(longest: 256, isSegment: true)
  static let reason = TextRule(longest: 256)

  /// For documentation.
  var summary: String { "at most \(longest) bytes of UTF-8, no control characters" }

  /// What is wrong with a text; nil if nothing.
  func mistake(in text: String) -> String? {
    if text.isEmpty { return "expected a non-empty string" }
    if text.utf8.count > longest { return "is too long: \(text.utf8.count) bytes are more than the \(longest) allowed" }
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "has a control character in it"
    }
    if isSegment, text == "." || text == ".." { return "means another place in a path: choose another" }
    return nil
  }
}
