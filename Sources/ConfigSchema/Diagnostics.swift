/// Collects findings, so that one run reports them all; and the places whose text must never be shown.
package struct Diagnostics: Sendable {
  /// Without repetitions: one place can be decoded twice through an alias.
  package private(set) var all: [Diagnostic] = []
  private var secrets: Set<SourceRange> = []
  private var deferred: Set<SourceRange> = []
  private var read: Set<SourceRange> = []
  private var known: Set<Diagnostic> = []

  package init() {}

  /// Whether the config is unusable.
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

  /// Once, however often it is added.
  package mutating func add(_ diagnostic: Diagnostic) {
    if known.insert(diagnostic).inserted { all.append(diagnostic) }
  }

  /// Takes over findings and hidden places.
  package mutating func add(_ other: Diagnostics) {
    for diagnostic in other.all { add(diagnostic) }
    secrets.formUnion(other.secrets)
    deferred.formUnion(other.deferred)
    read.formUnion(other.read)
  }

  package static func + (left: Diagnostics, right: Diagnostics) -> Diagnostics {
    var sum = left
    sum.add(right)
    return sum
  }

  /// Nil for `range` only when no file could be read.
  package mutating func error(_ message: String, at range: SourceRange?, help: String? = nil) {
    add(Diagnostic(.error, message, at: range, help: help))
  }

  /// For what works but was hardly meant.
  package mutating func warning(_ message: String, at range: SourceRange?, help: String? = nil) {
    add(Diagnostic(.warning, message, at: range, help: help))
  }
}

/// What source lines are shown without.
extension Diagnostics {
  /// Secrets, and values that no declaration has read, so that nobody knows whether they are secrets.
  package var hidden: Set<SourceRange> { secrets.union(deferred.subtracting(read)) }

  /// Hides the text at `range`, for good.
  package mutating func hide(_ range: SourceRange) {
    secrets.insert(range)
  }

  /// Hides the values of a mapping until a declaration reads them: that of a component, when its type is known.
  ///
  /// - Parameter keys: whose values are shown, because they select the declaration.
  package mutating func hideUntilRead(_ node: ConfigNode, except keys: Set<String> = []) {
    guard let entries = node.entries else {
      deferred.insert(node.range)
      return
    }
    deferred.formUnion(entries.lazy.filter { !keys.contains($0.key.value) }.map(\.value.range))
  }

  mutating func markRead(_ range: SourceRange) {
    read.insert(range)
  }
}
