/// One finding about a config: what is wrong, where, and what to do about it.
package struct Diagnostic: Sendable, Hashable {
  /// An error makes the config unusable.
  package enum Severity: String, Sendable {
    case error
    case warning
  }

  private static let maxLength = 400

  package let severity: Severity
  /// One sentence without a full stop. Never the text of a value, which may be a secret.
  package let message: String
  /// Nil only when no file could be read at all.
  package let range: SourceRange?
  /// What to do: a suggestion, the allowed values.
  package let help: String?

  package init(_ severity: Severity, _ message: String, at range: SourceRange?, help: String? = nil) {
    self.severity = severity
    // Only a name out of the file can be this long.
    self.message =
      message.unicodeScalars.count > Self.maxLength
      ? String(message.unicodeScalars.prefix(Self.maxLength)) + "…" : message
    self.range = range
    self.help = help
  }
}
