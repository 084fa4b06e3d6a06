import NIOCore
import RouterCore

/// The connection that a replay is for, whatever its transport. Used on its shard's loop.
protocol ReplayTarget: AnyObject {
  var session: Session { get }
  var form: FrameForm { get }
  var isOpen: Bool { get }
  /// Whether it takes more now; when it does again, it calls `Replay.goOn`.
  var isSocketEmpty: Bool { get }

  /// All missing events have been counted and none is sent yet.
  /// - Parameter gap: what the log has lost of them.
  func welcome(missing count: Int, _ gap: ResumeGap?)
  func write(_ chunk: Lag.Chunk)
  /// Takes a metrics event that a session with an interval of its own has missed.
  func sample(_ delivery: Delivery) -> Bool
  /// Everything has been sent but what stands in the ring.
  func goLive(_ lag: Lag)
  func replayFailed(_ reason: String)
}

/// Sends a session what it has missed, page by page from the log, and hands it over to live delivery at a place where
/// nothing is repeated and nothing is missing.
///
/// The session is subscribed, and behind, from the beginning, so live events are only noted in the ring. First the events that
/// are missing are counted, then they are sent: a page is asked for when the socket has taken the one before. At the end the
/// rest is in the ring; if it is there no more, or too much for a session that is not slow, the log is read further.
final class Replay {
  private enum Phase {
    case counting
    case sending
    /// Everything up to `end` is sent, and the loop has not got there yet.
    case arriving
    case over
  }

  private let shard: Shard
  private weak var target: (any ReplayTarget)?
  private var phase = Phase.counting
  /// Where sending begins.
  private let start: JournalMark
  /// Everything up to here has been counted or, later, sent, as far as it is for this session.
  private var mark: JournalMark
  /// How far the log is read.
  private var end: JournalMark
  private var count = 0
  /// What the client is told to be missing.
  private var gap: ResumeGap?
  private var isWaiting = false
  /// Times that the subscriptions have changed meanwhile.
  var changes = 0

  /// - Parameter gap: what the client is told to be missing anyway.
  init(from start: JournalMark, _ gap: ResumeGap?, for target: any ReplayTarget, on shard: Shard) {
    self.shard = shard
    self.target = target
    self.start = start
    mark = start
    self.gap = gap
    // What is posted is in the journal, and what comes behind it will be in the ring. Another loop may have got further than
    // this one.
    end = shard.inbox.posted.advanced(to: start.position, start.newest)
    shard.context.replays.begin()
  }

  /// Everything up to here has been sent.
  var sent: JournalMark { phase == .counting ? start : mark }

  /// Does the next step if nothing is waited for.
  func goOn() {
    guard !isWaiting, let target, target.isOpen else { return }
    switch phase {
    case .over: break
    case .counting where mark.position >= end.position: beginSending(target)
    case .sending where !target.isSocketEmpty: break
    case .arriving where !target.isSocketEmpty: break
    case .sending where mark.position >= end.position, .arriving: arrive(target)
    case .counting, .sending: read()
    }
  }

  func stop() {
    guard phase != .over else { return }
    phase = .over
    shard.context.replays.end()
    shard.setArriving(self, false)
  }

  // MARK: Pages

  private func read() {
    isWaiting = true
    let page = shard.context.replays.page(after: mark, on: shard.loop)
    page.assumeIsolated().whenComplete { result in
      self.isWaiting = false
      guard let target = self.target, target.isOpen, self.phase != .over else { return }
      switch result {
      case .success(let page): self.take(page, target)
      case .failure(let error): self.fail("the event log cannot be read (\(error))")
      }
    }
  }

  private func take(_ page: SinkPage, _ target: any ReplayTarget) {
    guard page.next > mark.position else { return fail("the event log has no more") }
    if phase == .counting {
      count(page, target)
    } else if let lost = lost(in: page).first(where: { gap?.contains($0) != true }) {
      return fail("events up to \(lost.upperBound.publicID) are gone")
    } else {
      send(page, target)
    }
    breathe()
  }

  private func count(_ page: SinkPage, _ target: any ReplayTarget) {
    let oldest = shard.context.replays.status.oldest
    for lost in lost(in: page) {
      let reason: ResumeGap.Reason = lost.upperBound < oldest ? .expired : .damaged
      gap = ResumeGap.union(gap, ResumeGap(reason, from: lost.lowerBound, to: lost.upperBound))
    }
    for index in page.indices(behind: mark.position, through: end.position)
    where target.session.admits(page.deliveries[index].event, at: page.positions[index]) {
      if !isSampled(page.deliveries[index], target) { count += 1 }
    }
    pass(page)
  }

  private func send(_ page: SinkPage, _ target: any ReplayTarget) {
    var chunk = Lag.Chunk()
    var last: Int?
    for index in page.indices(behind: mark.position, through: end.position)
    where target.session.admits(page.deliveries[index].event, at: page.positions[index]) {
      guard !isSampled(page.deliveries[index], target) else {
        _ = target.sample(page.deliveries[index])
        continue
      }
      shard.write(page.deliveries[index], target.session, target.form, to: &chunk)
      guard chunk.frames.readableBytes >= Burst.byteBound else { continue }
      last = index
      break
    }
    if let last {
      mark = JournalMark(position: page.positions[last], newest: max(mark.newest, chunk.last))
    } else {
      pass(page)
    }
    guard chunk.count > 0 else { return }
    shard.context.counters.frames.add(chunk.count)
    shard.context.counters.replayedEvents.add(chunk.count)
    target.write(chunk)
  }

  private func isSampled(_ delivery: Delivery, _ target: any ReplayTarget) -> Bool {
    target.session.options.samplesMetrics && delivery.event.type == shard.metrics
  }

  private func pass(_ page: SinkPage) {
    // A page that goes beyond the end speaks of events there, too.
    mark = page.next <= end.position ? mark.advanced(to: page.next, page.reached) : end
  }

  /// What the log has lost between here and the end.
  private func lost(in page: SinkPage) -> [ClosedRange<EventNumber>] {
    page.lost.compactMap { lost in
      lost.lowerBound <= end.newest ? lost.lowerBound...min(lost.upperBound, end.newest) : nil
    }
  }

  /// Lets others on this loop be heard, too.
  private func breathe() {
    isWaiting = true
    shard.loop.assumeIsolated().scheduleTask(in: Shard.breath) {
      self.isWaiting = false
      self.goOn()
    }
  }

  // MARK: Phases

  private func beginSending(_ target: any ReplayTarget) {
    phase = .sending
    mark = start
    target.welcome(missing: count, gap)
    goOn()
  }

  private func arrive(_ target: any ReplayTarget) {
    // Events up to the end may still come here: they would be sent twice.
    guard shard.inbox.settled.position >= end.position else {
      phase = .arriving
      return shard.setArriving(self, true)
    }
    phase = .sending
    shard.setArriving(self, false)
    if shard.ring.lost <= end.position {
      let lag = Lag(
        since: shard.context.settings.time.now(), behind: end, shard.ring,
        target.session, metrics: shard.metrics)
      let queue = shard.context.settings.server.outboundQueue.bytes
      if SlowReaderStep(fullness: lag.fullness(shard.ring, queue: queue)) == .waiting {
        stop()
        return target.goLive(lag)
      }
    }
    let posted = shard.inbox.posted
    end = end.advanced(to: posted.position, posted.newest)
    breathe()
  }

  private func fail(_ reason: String) {
    stop()
    target?.replayFailed(reason)
  }
}

extension SinkPage {
  /// The deliveries between two places.
  fileprivate func indices(behind start: JournalPosition, through end: JournalPosition) -> Range<Int> {
    let first = positions.firstIndex { $0 > start } ?? positions.endIndex
    let last = positions[first...].firstIndex { $0 > end } ?? positions.endIndex
    return first..<last
  }
}
