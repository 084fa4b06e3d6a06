/// Why a legacy form would lose something, or says what cannot be.
package struct LegacyFormProblem: Error, Sendable, Hashable {
  /// What of the form is wrong; renames and defaults by their place in the list.
  package enum Part: Sendable, Hashable {
    case name
    case source
    case renamedPath(Int)
    case legacyKey(Int)
    case defaultPath(Int)
    case defaultValue(Int)
  }

  package let part: Part
  /// One sentence without a full stop. It says nothing of values, which may have been put in from elsewhere.
  package let message: String
  package let help: String?

  init(_ part: Part, _ message: String, help: String? = nil) {
    self.part = part
    self.message = message
    self.help = help
  }
}

extension LegacyFormProblem: CustomStringConvertible {
  package var description: String { help.map { "\(message): \($0)" } ?? message }
}
