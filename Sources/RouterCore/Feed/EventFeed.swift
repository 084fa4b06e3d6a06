/// A source's look at all events of the log, in its order: for what has to know what goes on, such as rules and counters.
///
/// A reader keeps its place (epoch and number) in its own store, with what it made of the events, in one transaction. Retention
/// does not wait for it: one that is too far behind misses what is gone.
package struct EventFeed: Sendable {
  private let log: (any EventLog)?

  /// - Parameter log: nil for a feed that brings nothing, for tests.
  package init(_ log: (any EventLog)?) { self.log = log }

  /// Changes when numbers of an earlier life of the log mean nothing any more: begin at zero then.
  package var epoch: String { log?.epoch ?? "" }
  /// The newest event: where a reader begins that wants to know nothing of the past.
  package var head: EventNumber { log?.status().head ?? .zero }

  /// The next events behind `number`, at least one and at most `limit`; waits for them.
  /// - Throws: `CancellationError` when the task is cancelled or the router stops; `LogError` when the log cannot be read.
  package func entries(after number: EventNumber, limit: Int = 256) async throws -> [LogEntry] {
    guard let log else {
      let (nothing, continuation) = AsyncStream<Never>.makeStream()
      for await _ in nothing {}
      withExtendedLifetime(continuation) {}
      throw CancellationError()
    }
    let head = head
    let past = try await log.history(after: number, limit: limit)
    if !past.isEmpty { return past }
    // After a crash the head is beyond the newest entry, and nothing ever comes between: who waited there would not sleep.
    guard let new = await log.entries(after: max(number, head), limit: limit) else { throw CancellationError() }
    return new
  }

  /// The same without waiting: none when there are none.
  /// - Throws: `LogError` when the log cannot be read.
  package func history(after number: EventNumber, limit: Int = 256) async throws(LogError) -> [LogEntry] {
    try await log?.history(after: number, limit: limit) ?? []
  }

  /// The last number that was logged before a moment; zero if all of the log came later, or that is not known.
  /// - Throws: `LogError` when the log cannot be read.
  package func number(before moment: Timestamp) async throws(LogError) -> EventNumber {
    try await log?.number(before: moment) ?? .zero
  }
}
