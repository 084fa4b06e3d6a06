/// Where a sink's worker gets deliveries from, and where it says what became of them. The router is on the other side; on
/// this one there is one task.
protocol SinkFeed: Outlet {
  func counters() -> SinkCounters
  /// What waits in memory, as a share of the bound; 0 where there is no bound because it waits in the log.
  var queueUse: Double { get }

  /// To be called once, before the router starts.
  func prepare() async

  /// The next batch; empty when nothing waits.
  /// - Throws: when the log cannot be read at present.
  func take() async throws(LogError) -> [Delivery]

  /// So many of what `take` gave, from the front, have arrived.
  func settle(delivered count: Int)
  /// The first of the rest is never offered again.
  /// - Parameter attempts: how often the sink was given it.
  func setAside(reason: String, attempts: Int)
  /// The rest is not tried any more.
  func giveUp()
  func noteRetry()

  /// The sink wants nothing more.
  func stop()

  /// Returns when it has come to that, when the feed is closed or when somebody calls `wake`.
  func wait(for occasion: SinkOccasion) async
  /// Makes the worker look around: a deadline has come or its task was cancelled.
  func wake()

  /// The router offers nothing more.
  func close()
  var isDrained: Bool { get }
  /// The worker has ended.
  func end() -> SinkRest
}

/// What a sink's worker waits for.
enum SinkOccasion {
  /// Something to deliver, or the end.
  case deliveries
  /// The end: closed, and nothing waits.
  case drain
}

/// What a worker that has ended leaves.
enum SinkRest: Equatable {
  /// So many events are lost to the sink.
  case abandoned(UInt64)
  /// So many events stay in the log for the next start.
  case kept(UInt64)
}
