/// A form that a string in a payload has.
package struct TextFormat: Sendable {
  /// For "expected …".
  package var phrase: String { "\(kind) such as \(example)" }
  /// With its article.
  private let kind: String
  package let example: String
  /// ECMA-262, for the whole string.
  package let pattern: String

  package init(_ kind: String, such example: String, pattern: String) {
    (self.kind, self.example, self.pattern) = (kind, example, pattern)
  }

  /// Compiles the pattern each time: for tests and for what is asked seldom, not for every event.
  func allows(_ text: String) -> Bool { (try? Regex(pattern).wholeMatch(in: text)) != nil }

  /// The public id of an event.
  package static let eventID = TextFormat("an event's id", such: "msg_42", pattern: "^msg_[0-9]{1,12}$")
  /// How the server writes times: UTC, whole seconds.
  package static let moment = TextFormat(
    "a time", such: "2024-01-15T10:30:00Z", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")
}
