/// Where the time comes from, so that tests can drive it.
package protocol TimeSource: Sendable {
  func now() -> Timestamp
  /// Returns at or after the moment.
  /// - Throws: `CancellationError` when the task is cancelled first.
  func sleep(until moment: Timestamp) async throws
}

extension TimeSource {
  package func sleep(for duration: Duration) async throws {
    try await sleep(until: now() + duration)
  }
}
