import RouterCore

/// What the gateway counts. Events: offered = delivered + unmatched + still in the shards' mailboxes.
package struct GatewayCounters: Sendable {
  package let offered = Counter()
  /// Events that at least one session was sent.
  package let delivered = Counter()
  /// Events that nobody was subscribed to.
  package let unmatched = Counter()
  /// Event frames written to sessions.
  package let frames = Counter()
  /// Frames that were compressed, each once for all sessions of its form, and their bytes before and after.
  package let compressedFrames = Counter()
  package let bytesToCompress = Counter()
  package let compressedBytes = Counter()
  /// Times that a filter looked at an event.
  package let filterEvaluations = Counter()
  /// Times that a session fell behind because its socket took no more, and that it was behind no longer.
  package let fallenBehind = Counter()
  package let caughtUp = Counter()
  /// Slow readers whose metrics wait as one event, that were warned, that were disconnected.
  package let conflatedReaders = Counter()
  package let warnedReaders = Counter()
  package let droppedReaders = Counter()
  package let connections = Counter()
  package let disconnections = Counter()
  package let refusedTokens = Counter()
  package let keySets = KeySetCounters()
  /// Sessions that went on with another connection.
  package let resumedSessions = Counter()
  /// Event frames that a replay has written.
  package let replayedEvents = Counter()
  /// Holes that clients were told of when they came back.
  private let gaps = ResumeGap.Reason.allCases.map { _ in Counter() }
  /// Events accepted by HTTP.
  package let published = Counter()
  /// HTTP publish requests refused, for whatever reason.
  package let refusedPublishes = Counter()

  package init() {}

  var sessions: UInt64 { connections.load() - min(connections.load(), disconnections.load()) }
  var sessionsBehind: UInt64 { fallenBehind.load() - min(fallenBehind.load(), caughtUp.load()) }

  func resumeGaps(_ reason: ResumeGap.Reason) -> Counter { gaps[ResumeGap.Reason.allCases.firstIndex(of: reason) ?? 0] }

  func slowReaders(_ step: SlowReaderStep) -> Counter {
    switch step {
    case .waiting: fallenBehind
    case .conflating: conflatedReaders
    case .warned: warnedReaders
    case .over: droppedReaders
    }
  }
}
