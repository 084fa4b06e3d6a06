import ConfigSchema
import NIOCore
import RouterCore

/// One event loop's sessions. The router puts bursts into its inbox; everything else happens on the loop, without a lock.
///
/// One turn takes what is waiting (a burst), finds the audiences of every event, renders each form once, writes the same
/// buffers to all sessions of an audience and flushes them. A session is in one audience, so it is flushed once a turn.
// Safety: everything but the inbox is touched on `loop` only (asserted at the entrances); the inbox has its own lock.
final class Shard: @unchecked Sendable {
  /// Events that sessions which are behind may still read, whatever they cost.
  private static let ringEvents = 16_384
  /// So long the loop delivers without looking at its sockets.
  private static let turnsBound = TimeAmount.milliseconds(4)
  /// Long enough for the loop to look at its sockets in between.
  static let breath = TimeAmount.microseconds(50)
  static let drainPause = Duration.milliseconds(20)
  /// Sessions closed in one go while draining, at least.
  private static let drainBatch = 100

  let loop: any EventLoop
  let context: SessionContext
  let inbox: Inbox
  let timers: TimerWheel
  let waitingRoom: WaitingRoom
  private(set) var ring: EventRing
  private var connections: [ObjectIdentifier: SessionConnection] = [:]
  private var audiences: AudienceTable
  /// Sessions that hear metrics at an interval of their own.
  private var samplers: [ObjectIdentifier: SessionConnection] = [:]
  private var interest = EventTypeSet()
  /// The event type that is projected to agents and conflated.
  let metrics: EventTypeID?
  /// Sessions that are behind.
  private var lagging: [ObjectIdentifier: SessionConnection] = [:]
  /// Sessions that have been sent all of the past and wait for the loop to get as far.
  private var arriving: [ObjectIdentifier: Replay] = [:]
  private var draining: [SessionConnection] = []
  /// Filter evaluations that have been counted.
  private var evaluated: UInt64 = 0

  // Memory that turns use again.
  private var postings: [Inbox.Posting] = []
  private var deliveries: [Delivery] = []
  private var touched: [Audience] = []
  private var pieces: [ByteBuffer] = []
  private let writer: FrameWriter

  /// - Parameters:
  ///   - start: where the journal stands.
  ///   - shards: all of the gateway, which share what is bounded for the whole.
  init(loop: any EventLoop, context: SessionContext, start: JournalMark = .start, shards: Int = 1) {
    self.loop = loop
    waitingRoom = WaitingRoom(bound: context.settings.server.limits.unauthenticated / shards)
    inbox = Inbox(start)
    self.context = context
    let settings = context.settings
    timers = TimerWheel(settings.time)
    ring = EventRing(eventBound: Self.ringEvents, byteBound: settings.server.catchUp.bytes)
    metrics = settings.catalogue.id(named: "metrics_update")
    audiences = AudienceTable(metrics: metrics)
    writer = FrameWriter(context.counters)
  }

  // MARK: Router side

  /// - Returns: false when nobody here is interested; the burst then hears nothing from this shard.
  func post(_ burst: Burst) -> Bool {
    switch inbox.post(burst) {
    case .refused: return false
    case .accepted: return true
    case .needsDrain:
      loop.execute { self.deliverWaiting() }
      return true
    }
  }

  // MARK: Sessions

  func add(_ connection: SessionConnection) {
    loop.preconditionInEventLoop()
    connections[ObjectIdentifier(connection)] = connection
    context.counters.connections.add()
  }

  func remove(_ connection: SessionConnection) {
    loop.preconditionInEventLoop()
    removeInterest(of: connection)
    timers.cancel(connection)
    if connections.removeValue(forKey: ObjectIdentifier(connection)) != nil { context.counters.disconnections.add() }
  }

  func updateInterest(of connection: SessionConnection) {
    loop.preconditionInEventLoop()
    let all = connection.session.visibleSubscriptions
    let isSampling = connection.session.options.samplesMetrics && metrics.map { all.types[$0] != nil } == true
    samplers[ObjectIdentifier(connection)] = isSampling ? connection : nil
    changeInterest { $0.place(connection, isSampling ? all.filtered { $0 != metrics } : all) }
  }

  func removeInterest(of connection: SessionConnection) {
    setLagging(connection, false)
    samplers[ObjectIdentifier(connection)] = nil
    changeInterest { $0.remove(connection) }
  }

  private func changeInterest(_ change: (inout AudienceTable) -> Void) {
    change(&audiences)
    var next = audiences.interest
    if let metrics, !samplers.isEmpty { next.insert(metrics) }
    guard next != interest else { return }
    interest = next
    inbox.setInterest(next)
  }

  /// Notes that a session is behind, or no longer.
  func setLagging(_ connection: SessionConnection, _ isLagging: Bool) {
    let before = lagging.count
    lagging[ObjectIdentifier(connection)] = isLagging ? connection : nil
    if lagging.count > before { context.counters.fallenBehind.add() }
    if lagging.count < before { context.counters.caughtUp.add() }
  }

  /// Notes that a replay has come to its end and waits for the next turn, or no longer.
  func setArriving(_ replay: Replay, _ isArriving: Bool) {
    arriving[ObjectIdentifier(replay)] = isArriving ? replay : nil
  }

  /// What of sessions is held here, for leak checks.
  var size: Int {
    loop.preconditionInEventLoop()
    return connections.count + audiences.size + samplers.count + lagging.count + arriving.count + timers.count
  }

  func tick(at now: Timestamp) {
    loop.preconditionInEventLoop()
    timers.advance(to: now)
  }

  // MARK: Delivery

  /// Delivers all that has come, burst by burst.
  private func deliverWaiting() {
    let start = NIODeadline.now()
    while inbox.take(into: &postings) {
      deliver()
      guard NIODeadline.now() - start < Self.turnsBound else {
        loop.scheduleTask(in: Self.breath) { self.deliverWaiting() }
        return
      }
    }
    deliver()
  }

  /// One turn.
  private func deliver() {
    guard !postings.isEmpty else { return }
    let start = ring.end
    for posting in postings {
      for position in posting.events {
        let delivery = posting.burst.deliveries[position]
        deliveries.append(delivery)
        ring.append(delivery, posting.burst.position)
      }
    }
    for (position, delivery) in deliveries.enumerated() { audiences.match(delivery.event, at: position, &touched) }
    context.counters.filterEvaluations.add(Int(audiences.filterEvaluations - evaluated))
    evaluated = audiences.filterEvaluations
    let heard = hand(over: start) | sample()
    urge()
    report(heard)
    deliveries.removeAll(keepingCapacity: true)
    postings.removeAll(keepingCapacity: true)
    // A copy: whoever arrives leaves.
    for replay in Array(arriving.values) { replay.goOn() }
  }

  /// Gives all audiences their frames.
  /// - Returns: the events that somebody heard or will hear.
  private func hand(over start: EventRing.Position) -> EventMask {
    guard !touched.isEmpty else { return EventMask() }
    var frames = BurstFrames(deliveries, metrics: metrics)
    for audience in touched { frames.announce(audience) }
    frames.render(writer)
    var heard = EventMask()
    for audience in touched {
      frames.slices(for: audience, receivers: audience.members.count, into: &pieces)
      if hand(pieces, to: audience, start) { heard |= audience.events }
      audience.events = EventMask()
    }
    pieces.removeAll(keepingCapacity: true)
    touched.removeAll(keepingCapacity: true)
    return heard
  }

  /// Gives metrics to those who hear them at an interval of their own. After the other events: numbers never decrease.
  private func sample() -> EventMask {
    var heard = EventMask()
    guard !samplers.isEmpty else { return heard }
    for (position, delivery) in deliveries.enumerated() where delivery.event.type == metrics {
      // A copy: whoever is given up leaves.
      for connection in Array(samplers.values) where connection.sample(delivery) { heard.insert(position) }
    }
    return heard
  }

  /// The loop over subscribers: no allocation, no lock, no lookup in here.
  private func hand(_ pieces: [ByteBuffer], to audience: Audience, _ start: EventRing.Position) -> Bool {
    guard let last = audience.events.last else { return false }
    let number = deliveries[last].number
    var written = 0
    var waiting = false
    for connection in audience.members {
      // Who falls behind by what it is given now is owed none of it.
      if connection.isBehind {
        connection.owe(deliveries, audience.events, from: start)
        waiting = true
      } else if connection.deliver(pieces, number) {
        written += 1
      }
    }
    context.counters.frames.add(written * audience.events.count)
    return written > 0 || waiting
  }

  /// Sessions that are behind have come closer to the end of the ring, or are owed more.
  private func urge() {
    guard !lagging.isEmpty else { return }
    // A copy: a session may be given up and leave.
    for connection in Array(lagging.values) { connection.climb() }
  }

  /// The next frames for a session that is behind; nil when it is owed nothing.
  func nextChunk(of lag: inout Lag?, for session: Session, _ form: FrameForm) -> Lag.Chunk? {
    guard let chunk = lag?.nextChunk(ring, session, form, metrics: metrics, writer), chunk.count > 0 else {
      return nil
    }
    context.counters.frames.add(chunk.count)
    return chunk
  }

  /// Appends an event's frame in the form that the session sees.
  func write(_ delivery: Delivery, _ session: Session, _ form: FrameForm, to chunk: inout Lag.Chunk) {
    chunk.append(delivery, session, form, metrics: metrics, writer)
  }

  /// Appends an answer's frame.
  /// - Returns: false for what the dialect has no words for.
  func write(_ answer: Answer, _ form: FrameForm, _ context: AnswerContext, to buffer: inout ByteBuffer) -> Bool {
    writer.write(answer, form, context, to: &buffer)
  }

  private func report(_ heard: EventMask) {
    var offset = 0
    for posting in postings {
      var own = EventMask()
      for (index, position) in posting.events.enumerated() where heard.contains(offset + index) { own.insert(position) }
      offset += posting.events.count
      posting.burst.report(own)
    }
  }

  // MARK: Drain

  /// Warns all sessions. Each is told its own moment to come back, spread over the window.
  func warnOfDrain(over window: Duration) {
    loop.preconditionInEventLoop()
    draining = Array(connections.values)
    for (index, connection) in draining.enumerated() {
      let moment = window * (Double(index) / Double(draining.count))
      connection.warnOfDrain(retryAfter: max(.seconds(1), moment))
    }
  }

  /// Closes the next of the sessions that have been warned.
  /// - Parameter window: all have to be closed by then, at a pause between the calls.
  /// - Returns: whether there are more.
  func closeSomeDraining(within window: Duration) -> Bool {
    loop.preconditionInEventLoop()
    let calls = max(1, Int(window / Self.drainPause))
    let batch = max(Self.drainBatch, (connections.count + calls - 1) / calls)
    for connection in draining.suffix(batch) { connection.closeForDrain() }
    draining.removeLast(min(batch, draining.count))
    return !draining.isEmpty
  }

  /// When all sessions that are open now have gone.
  var sessionsEnd: EventLoopFuture<Void> {
    loop.preconditionInEventLoop()
    return EventLoopFuture.andAllComplete(connections.values.compactMap(\.end), on: loop)
  }
}
