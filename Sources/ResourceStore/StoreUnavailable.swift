import RouterCore
import RouterResources

/// The store cannot be read or written now.
package struct StoreUnavailable: ProblemConvertible, CustomStringConvertible {
  let reason: String

  package var description: String { "the store cannot be used: \(reason)" }

  /// What the reason says of files is the operator's, in the log.
  package var problem: Problem {
    Problem(
      status: .serviceUnavailable, detail: "the store cannot be read or written now", retryAfter: .seconds(1))
  }
}
