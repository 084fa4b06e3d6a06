/// What a predicate says about an event. Three-valued, so that `all` and `any` can decide in spite of a failure, as the
/// expression language's `&&` and `||` do.
package enum Truth: Sendable, Equatable {
  case yes
  case no
  /// An expression could not be evaluated for this event. The YAML conditions never fail.
  case failed(EvaluationFailure)

  @inline(__always)
  init(_ value: Bool) { self = value ? .yes : .no }
}

/// Why an expression has no value for an event.
package struct EvaluationFailure: Error, Sendable, Hashable {
  /// One sentence without a full stop.
  package let message: String

  package init(_ message: String) { self.message = message }
}
