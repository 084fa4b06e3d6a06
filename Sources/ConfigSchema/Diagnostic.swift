/// One finding about a config: what is wrong, where, and what to do about it.
package struct Diagnostic: Sendable, Hashable {
  package enum Severity: String, Sendable {
    case error
    case warning
  }

  package let severity: Severity
  package let message: String
  /// Nil only when no file could be read at all.
  package let range: SourceRange?
  /// What to do: a suggestion, the allowed values.
  package let help: String?

  package init(_ severity: Severity, _ message: String, at range: SourceRange?, help: String? = nil) {
    self.severity = severity
    self.message = message
    self.range = range
    self.help = help
  }
}

/// Collects findings, so that one run reports them all; and the places whose text must never be shown.
package struct Diagnostics: Sendable {
  /// Without repetitions: one place can be decoded twice through an alias.
  package private(set) var all: [Diagnostic] = []
  /// Secrets, and values that no declaration has read and that could be secrets therefore. Source lines are shown
  /// without them.
  package private(set) var hidden: Set<SourceRange> = []
  private var known: Set<Diagnostic> = []

  package init() {}

  package var hasErrors: Bool { all.contains { $0.severity == .error } }
  package var errorCount: Int { all.count { $0.severity == .error } }
  package var warningCount: Int { all.count { $0.severity == .warning } }

  /// In file order, errors and warnings mixed, as a reader meets them.
  package var sorted: [Diagnostic] {
    all.enumerated().sorted { left, right in
      let (a, b) = (left.element.range, right.element.range)
      switch (a, b) {
      case (let a?, let b?) where a.file == b.file && a.start != b.start: return a.start < b.start
      case (let a?, let b?) where a.file != b.file: return a.file < b.file
      case (nil, .some): return true
      case (.some, nil): return false
      default: return left.offset < right.offset
      }
    }.map(\.element)
  }

  package mutating func add(_ diagnostic: Diagnostic) {
    if known.insert(diagnostic).inserted { all.append(diagnostic) }
  }

  /// Takes over findings and hidden places.
  package mutating func add(_ other: Diagnostics) {
    other.all.forEach { add($0) }
    hidden.formUnion(other.hidden)
  }

  package static func + (left: Diagnostics, right: Diagnostics) -> Diagnostics {
    var sum = left
    sum.add(right)
    return sum
  }

  /// Keeps the text at `range` out of every source line that is shown.
  package mutating func hide(_ range: SourceRange) {
    hidden.insert(range)
  }

  package mutating func error(_ message: String, at range: SourceRange?, help: String? = nil) {
    add(Diagnostic(.error, message, at: range, help: help))
  }

  package mutating func warning(_ message: String, at range: SourceRange?, help: String? = nil) {
    add(Diagnostic(.warning, message, at: range, help: help))
  }
}
