import Logging
import Synchronization

/// A sink that is a cursor into the log: no buffer of its own, nothing lost when the process ends. What the router offers
/// is only counted; the worker reads it from the journal, and the cursor moves past what is settled, in order.
final class DurableFeed: SinkFeed {
  /// A cursor that passes what is not for its sink is stored now and then only.
  private static let steps: UInt64 = 1024
  private static let pause = Duration.seconds(1)
  /// Dead letters for what one page has lost, at most: behind that, one for the rest.
  private static let lossesPerPage = 100

  private let name: String
  private let log: any EventLog
  private let limit: Int
  private let time: any TimeSource
  private let logger: Logger
  private let state: Mutex<DurableFeedState>
  /// What the log was last told.
  private let told: Mutex<(cursor: SinkCursor, at: Timestamp)>

  /// - Parameter limit: events handed over at once, at most.
  init(
    name: String, log: any EventLog, limit: Int, atHardLimit: DurableSink.AtHardLimit, time: any TimeSource,
    logger: Logger
  ) {
    self.name = name
    self.log = log
    self.limit = limit
    self.time = time
    self.logger = logger
    let bell = Bell()
    let cursor = log.register(DurableSink(name: name, atHardLimit: atHardLimit) { bell.ring() })
    state = Mutex(DurableFeedState(cursor: cursor, end: log.journalEnd))
    told = Mutex((cursor, time.now()))
    bell.connect(to: self)
  }

  /// Where it stands: everything before is settled.
  var cursor: SinkCursor { state.withLock { $0.cursor } }

  func counters() -> SinkCounters { state.withLock { $0.counters } }
  var queueUse: Double { 0 }

  func prepare() async {
    let cursor = cursor
    do {
      let backlog = try await log.backlog(of: name, after: cursor.position)
      state.withLock { state in
        state.settled.offered += UInt64(backlog)
        state.waiting += backlog
      }
      if backlog > 0 { logger.notice("events of an earlier run wait for the sink", metadata: ["count": "\(backlog)"]) }
    } catch {
      state.withLock { $0.isBacklogKnown = false }
      logger.warning(
        "how many events wait for the sink is not known: they are counted as they are read",
        metadata: ["reason": "\(error)"])
    }
  }

  // MARK: Router side

  func offer(_ deliveries: [Delivery], upTo position: JournalPosition) async {
    let worker = state.withLock { state in
      state.offer(deliveries.count, upTo: position)
      return state.rest.take(waitingFor: .deliveries)
    }
    worker?.resume()
  }

  func pass(upTo position: JournalPosition, routed: EventNumber?) {
    if state.withLock({ $0.pass(upTo: position, routed: routed) }) { tell(nowAndThen: true) }
  }

  func close() {
    let worker = state.withLock { state in
      state.isClosed = true
      return state.rest.take()
    }
    worker?.resume()
  }

  // MARK: Worker side

  func take() async throws(LogError) -> [Delivery] {
    if let batch = takeReplays() { return batch }
    guard let (cursor, end) = state.withLock({ $0.beginReading() }) else { return [] }
    let page: SinkPage
    do {
      page = try await read(after: cursor.position, upTo: end)
    } catch {
      state.withLock { $0.cancelReading() }
      throw error
    }
    // Before the cursor passes any of it.
    report(page, behind: cursor)
    let batch = state.withLock { $0.finishReading(page) }
    if batch.isEmpty { tell(nowAndThen: !page.hasHole) }
    return batch
  }

  private func read(after position: JournalPosition, upTo end: JournalPosition) async throws(LogError) -> SinkPage {
    let page = try await log.page(for: name, after: position, limit: limit)
    guard page.next > position else {
      throw .unavailable("the journal should go on behind \(position.value) to \(end.value)")
    }
    return page
  }

  func settle(delivered count: Int) {
    let letters = state.withLock { $0.settle(count) { $0.delivered += UInt64(count) } }
    guard !letters.isEmpty else { return tell() }
    state.withLock { $0.settled.replayed += UInt64(letters.count) }
    for id in letters.compactMap(\.id) { log.change(.remove(id: id)) }
  }

  func setAside(reason: String, attempts: Int) {
    let (delivery, letter) = state.withLock { $0.front }
    // Stored before the cursor passes it.
    if let delivery {
      add(delivery.number...delivery.number, reason, attempts: attempts, event: delivery.event)
    } else if let letter, let id = letter.id {
      log.change(.update(id: id, reason: reason, attempts: letter.attempts + attempts))
    }
    _ = state.withLock { $0.settle(1) { $0.deadLettered += 1 } }
    tell()
  }

  func giveUp() { state.withLock { $0.giveUp() } }

  func noteRetry() { state.withLock { $0.settled.retries += 1 } }

  /// What waits stays in the log, but does not hold up the log's hard limit any more.
  func stop() {
    state.withLock { $0.settled.isStopped = true }
    _ = log.register(DurableSink(name: name, atHardLimit: .skip) {})
  }

  func wait(for occasion: SinkOccasion) async {
    await withCheckedContinuation { continuation in
      let mayGoOn = state.withLock { !$0.rest.park(continuation, for: occasion, unless: $0.hasCome(occasion)) }
      if mayGoOn { continuation.resume() }
    }
  }

  func wake() { state.withLock { $0.rest.wake() }?.resume() }

  var isDrained: Bool { state.withLock { $0.isDrained } }

  func end() -> SinkRest {
    giveUp()
    tell()
    return .kept(counters().queued)
  }

  /// Tells the log where the sink stands.
  private func tell(nowAndThen: Bool = false) {
    let cursor = cursor
    let now = time.now()
    let isDue = told.withLock { told in
      guard told.cursor != cursor else { return false }
      let isFar = told.cursor.position.value + Self.steps <= cursor.position.value || told.at + Self.pause <= now
      guard !nowAndThen || isFar else { return false }
      told = (cursor, now)
      return true
    }
    if isDue { log.advance(name, to: cursor) }
  }
}

// MARK: - Dead letters

extension DurableFeed {
  private func add(_ numbers: ClosedRange<EventNumber>, _ reason: String, attempts: Int = 0, event: Event? = nil) {
    log.change(
      .add(
        DeadLetter(at: time.now(), sink: name, numbers: numbers, reason: reason, attempts: attempts, event: event)))
  }

  /// Says what a page could not bring.
  private func report(_ page: SinkPage, behind cursor: SinkCursor) {
    if page.hasHole {
      let first = cursor.number.next
      let oldest = log.status().oldest
      let last = oldest > first ? EventNumber(oldest.value - 1) : max(first, page.reached ?? first)
      logger.error(
        "the log has lost decisions before the sink got to them: it was too far behind, or they are damaged",
        metadata: ["first": "\(first.publicID)", "last": "\(last.publicID)"])
      add(first...last, "gone from the log before the sink got it; not all of the range was for this sink")
    }
    guard let first = page.lost.first else { return }
    logger.error(
      "events for the sink cannot be read any more",
      metadata: ["count": "\(page.lostCount)", "first": "\(first.lowerBound.publicID)"])
    for range in page.lost.prefix(Self.lossesPerPage) { add(range, "not readable any more") }
    let rest = page.lost.dropFirst(Self.lossesPerPage)
    if let low = rest.map(\.lowerBound).min(), let high = rest.map(\.upperBound).max() {
      add(low...high, "not readable any more; not all of the range was for this sink")
    }
  }

  private func takeReplays() -> [Delivery]? {
    let isDue = state.withLock { state in
      defer { state.isReplayDue = false }
      return state.isReplayDue && !state.isClosed
    }
    if isDue {
      let letters = log.takeReplays(for: name)
      for letter in letters where letter.event == nil {
        guard let id = letter.id else { continue }
        log.change(.update(id: id, reason: "the log does not have it any more", attempts: letter.attempts))
      }
      state.withLock { $0.replays += letters.filter { $0.event != nil } }
    }
    return state.withLock { $0.beginReplay(limit: limit) }
  }

  /// An operator wants dead letters delivered again.
  fileprivate func ring() {
    let worker = state.withLock { state in
      state.isReplayDue = true
      return state.rest.take(waitingFor: .deliveries)
    }
    worker?.resume()
  }
}

/// Between the log and a feed that is being made: the log has to know whom to wake before the feed knows where it stands.
private final class Bell: Sendable {
  private struct Wire: Sendable {
    weak var feed: DurableFeed?
    var hasRung = false
  }

  private let wire = Mutex(Wire())

  func connect(to feed: DurableFeed) {
    let hasRung = wire.withLock { wire in
      wire.feed = feed
      return wire.hasRung
    }
    if hasRung { feed.ring() }
  }

  func ring() {
    let feed = wire.withLock { wire in
      wire.hasRung = true
      return wire.feed
    }
    feed?.ring()
  }
}
