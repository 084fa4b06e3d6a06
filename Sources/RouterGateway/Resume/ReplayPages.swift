import DequeModule
import NIOCore
import RouterCore
import Synchronization

/// The pages of the event log that replays read. Sessions that come back together mostly read the same: a page that has been
/// read is kept for a while, one that is being read is waited for, and few are read at the same time. So a thousand sessions
/// cost about as much reading, and memory, as one.
final class ReplayPages: ReplayReader {
  typealias Read = @Sendable (JournalPosition, Int) async throws -> SinkPage

  /// Events of one page.
  static let limit = 256
  /// Pages that are read at the same time.
  fileprivate static let readsAtOnce = 4
  /// What the pages that are kept may take in memory.
  fileprivate static let byteBound = 8 << 20

  fileprivate struct Kept: Sendable {
    let after: JournalPosition
    let page: SinkPage
    let bytes: Int
  }

  fileprivate struct Waiting: Sendable {
    let mark: JournalMark
    let promise: EventLoopPromise<SinkPage>
  }

  /// A page that is being read, or is to be.
  fileprivate struct Reading: Sendable {
    let after: JournalPosition
    var waiting: [Waiting]

    /// Whether it is sure to have what follows a position, but at the journal's end.
    func covers(_ position: JournalPosition) -> Bool {
      after <= position && position.value - after.value < UInt64(ReplayPages.limit)
    }
  }

  fileprivate struct State: Sendable {
    /// The one used last comes last.
    var kept: [Kept] = []
    var bytes = 0
    var readings: [Int: Reading] = [:]
    var queue: Deque<Int> = []
    var active = 0
    var tickets = 0
    /// Replays under way: without any, nothing is kept.
    var replays = 0
  }

  private let log: any EventLog
  private let read: Read
  private let state = Mutex(State())

  /// - Parameter read: how pages are read, if not from the log.
  init(_ log: any EventLog, sink: String, read: Read? = nil) {
    self.log = log
    self.sink = sink
    if let read {
      self.read = read
    } else {
      self.read = { position, limit in try await log.page(for: sink, after: position, limit: limit) }
    }
  }

  private let sink: String

  var epoch: String { log.epoch }
  var status: LogStatus { log.status() }
  var routed: EventNumber { log.routed }

  func point(after number: EventNumber, on loop: any EventLoop) -> EventLoopFuture<ResumePoint> {
    loop.makeFutureWithTask { [log, sink] in try await log.resumePoint(after: number, for: sink) }
  }

  func page(after mark: JournalMark, on loop: any EventLoop) -> EventLoopFuture<SinkPage> {
    let promise = loop.makePromise(of: SinkPage.self)
    let (page, ticket) = state.withLock { $0.ask(Waiting(mark: mark, promise: promise)) }
    if let page { promise.succeed(page) }
    if let ticket { start(ticket) }
    return promise.futureResult
  }

  // MARK: Replays

  func begin() { state.withLock { $0.replays += 1 } }

  func end() {
    state.withLock { state in
      state.replays -= 1
      guard state.replays == 0 else { return }
      (state.kept, state.bytes) = ([], 0)
    }
  }

  // MARK: Reading

  /// - Parameter ticket: of a reading that counts as active.
  private func start(_ ticket: Int) {
    guard let after = state.withLock({ $0.readings[ticket]?.after }) else { return }
    Task { [self] in
      let result = await Result<SinkPage, any Error>(read, after)
      finish(ticket, result)
    }
  }

  private func finish(_ ticket: Int, _ result: Result<SinkPage, any Error>) {
    // Asked after the page was read: what has gone by now may have been gone then.
    let oldest = status.oldest
    let (waiting, next) = state.withLock { state -> ([Waiting], Int?) in
      state.active -= 1
      let reading = state.readings.removeValue(forKey: ticket)
      if let reading, case .success(let page) = result { state.keep(page, after: reading.after) }
      return (reading?.waiting ?? [], state.takeNext())
    }
    if let next { start(next) }
    for waiting in waiting {
      switch result {
      case .success(let page): waiting.promise.succeed(page.naming(behind: waiting.mark.newest, before: oldest))
      case .failure(let error): waiting.promise.fail(error)
      }
    }
  }
}

extension ReplayPages.State {
  /// - Returns: the page if it is there; a reading to be started if there is one.
  fileprivate mutating func ask(_ waiting: ReplayPages.Waiting) -> (SinkPage?, Int?) {
    let position = waiting.mark.position
    if let page = takeKept(position) { return (page, nil) }
    if let ticket = readings.first(where: { $0.value.covers(position) })?.key {
      readings[ticket]?.waiting.append(waiting)
      return (nil, nil)
    }
    tickets += 1
    readings[tickets] = ReplayPages.Reading(after: position, waiting: [waiting])
    queue.append(tickets)
    return (nil, takeNext())
  }

  fileprivate mutating func takeNext() -> Int? {
    guard active < ReplayPages.readsAtOnce, let ticket = queue.popFirst() else { return nil }
    active += 1
    return ticket
  }

  private mutating func takeKept(_ position: JournalPosition) -> SinkPage? {
    // What a page has lost may lie before a position inside of it.
    let index = kept.lastIndex { kept in
      kept.after == position || kept.after < position && position < kept.page.next && kept.page.lost.isEmpty
    }
    guard let index else { return nil }
    let found = kept.remove(at: index)
    kept.append(found)
    return found.page
  }

  fileprivate mutating func keep(_ page: SinkPage, after position: JournalPosition) {
    // What a hole means is told to those who wait for the page, by what they have.
    guard replays > 0, page.next > position, !page.hasHole else { return }
    let bytes = page.deliveries.reduce(0) { $0 + $1.event.cost + 40 }
    kept.append(ReplayPages.Kept(after: position, page: page, bytes: bytes))
    self.bytes += bytes
    while kept.count > 1, self.bytes > ReplayPages.byteBound { self.bytes -= kept.removeFirst().bytes }
  }
}

extension SinkPage {
  /// Says of which events nobody knows any more whether they were for the sink.
  /// - Parameters:
  ///   - newest: the newest event before the page.
  ///   - oldest: the oldest that is retained.
  fileprivate func naming(behind newest: EventNumber, before oldest: EventNumber) -> SinkPage {
    guard hasHole else { return self }
    // If age is not the reason, the hole may be anywhere in the page.
    let last = newest.next < oldest ? EventNumber(oldest.value - 1) : max(newest.next, reached ?? .zero)
    var page = self
    page.loseFirst(newest.next...last)
    return page
  }
}

extension Result where Success == SinkPage, Failure == any Error {
  fileprivate init(_ read: ReplayPages.Read, _ position: JournalPosition) async {
    do {
      self = .success(try await read(position, ReplayPages.limit))
    } catch {
      self = .failure(error)
    }
  }
}
