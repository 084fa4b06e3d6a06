/// Where a key set comes from. Ended by cancelling the task that fetches; `KeySet` does that when its time is over.
protocol KeySetSource: Sendable {
  func fetch() async throws(KeySetFailure) -> KeySetAnswer
}

/// A key set as it came.
struct KeySetAnswer: Sendable {
  let bytes: [UInt8]
  /// How long its owner says that it is good; nil if nothing is said.
  var freshness: Duration?
}
