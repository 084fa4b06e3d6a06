import RouterCore

/// Gets a document.
protocol Fetcher: Sendable {
  /// - Parameters: validators of the last answer, for a conditional request.
  func fetch(tag: String?, modified: String?) async throws(FetchFailure) -> FetchAnswer
  func close() async
}

enum FetchAnswer: Sendable, Equatable {
  case unchanged
  case document([UInt8], tag: String?, modified: String?)
}

struct FetchFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Without anything that may be secret.
  let description: String
  /// How long the server wants to be left alone.
  var retryAfter: Duration?

  init(_ description: String, retryAfter: Duration? = nil) {
    (self.description, self.retryAfter) = (description, retryAfter)
  }
}
