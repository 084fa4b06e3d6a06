import NIOCore
import RouterCore

/// What a session that is behind has still to be sent: a position in its shard's ring, no bytes.
struct Lag {
  /// When it fell behind.
  let since: Timestamp
  /// Nothing before it is owed to the client.
  private(set) var position: EventRing.Position
  /// A place in the journal up to which nothing is owed.
  private var settled: JournalMark
  /// Events owed, and what they take. After a change of the subscriptions this may be more than is sent in the end.
  private(set) var events = 0
  private(set) var bytes = 0
  private(set) var step = SlowReaderStep.waiting
  /// Metrics that wait as one event.
  private var conflation: MetricsConflation?
  /// The metrics that were put together, first and last.
  private(set) var conflated: ClosedRange<EventNumber>?
  /// Subscriptions that were replaced meanwhile: what they did not ask for is not sent, though it may be asked for now.
  private var earlier: [(until: EventRing.Position, subscriptions: SubscriptionSet)] = []

  /// - Parameter settled: a place in the journal up to which nothing will be owed.
  init(since: Timestamp, position: EventRing.Position, settled: JournalMark) {
    self.since = since
    self.position = position
    self.settled = settled
  }

  /// A session that comes from a replay: what is in the ring behind the replay's end is owed.
  init(since: Timestamp, behind mark: JournalMark, _ ring: EventRing, _ session: Session, metrics: EventTypeID?) {
    self.since = since
    position = ring.position(behind: mark.position)
    settled = mark
    for part in session.history.parts where part.until > mark.position {
      earlier.append((ring.position(behind: part.until), part.subscriptions))
    }
    count(ring, session, metrics: metrics)
  }

  /// How much the client has been written, at least.
  func written(_ ring: EventRing) -> JournalMark { ring.mark(before: position) ?? settled }

  var isEmpty: Bool { events == 0 && conflation == nil }

  /// Times that the subscriptions have changed meanwhile. Each keeps a set in memory.
  var changes: Int { earlier.count }

  /// How much of what may wait for the client does wait, from 0 to 1 and more.
  /// - Parameters:
  ///   - queue: bytes of events that may wait for one client.
  ///   - bound: events that may.
  func fullness(_ ring: EventRing, queue: Int, events bound: Int = .max) -> Double {
    guard events > 0 else { return 0 }
    return max(Double(bytes) / Double(queue), Double(events) / Double(bound), ring.distance(from: position))
  }

  /// One more event is owed.
  mutating func add(_ delivery: Delivery, at position: EventRing.Position, isMetrics: Bool) {
    guard !isMetrics || step < .conflating else { return conflate(delivery) }
    if events == 0 { self.position = position }
    events += 1
    bytes += delivery.event.cost
  }

  /// The session's subscriptions change now.
  mutating func replace(_ subscriptions: SubscriptionSet, at end: EventRing.Position) {
    earlier.append((end, subscriptions))
  }

  mutating func climb(to step: SlowReaderStep) { self.step = step }

  /// From here on metrics wait as one event; those that wait already are put together.
  mutating func beginConflation(_ ring: EventRing, _ session: Session, metrics: EventTypeID?) {
    step = .conflating
    count(ring, session, metrics: metrics)
  }

  /// Looks at all that is owed.
  private mutating func count(_ ring: EventRing, _ session: Session, metrics: EventTypeID?) {
    var position = max(position, ring.start)
    (events, bytes) = (0, 0)
    while position < ring.end {
      let delivery = ring[position]
      if admits(delivery.event, at: position, session, metrics) {
        add(delivery, at: position, isMetrics: delivery.event.type == metrics)
      }
      position += 1
    }
  }

  private mutating func conflate(_ delivery: Delivery) {
    let first = conflated?.lowerBound ?? delivery.number
    conflated = min(first, delivery.number)...max(first, delivery.number)
    if conflation == nil { conflation = MetricsConflation(delivery) } else { conflation?.add(delivery) }
  }

  /// Whether an event that has waited is sent.
  private func admits(
    _ event: Event, at position: EventRing.Position, _ session: Session, _ metrics: EventTypeID?
  ) -> Bool {
    // Samples come by themselves.
    guard !session.options.samplesMetrics || event.type != metrics, session.admits(event) else { return false }
    return earlier.first { position < $0.until }?.subscriptions.matches(event) ?? true
  }
}

extension Lag {
  /// Frames for the socket.
  struct Chunk {
    var frames = ByteBuffer()
    var count = 0
    /// The last event among them.
    var last = EventNumber.zero

    mutating func append(
      _ delivery: Delivery, _ session: Session, _ form: FrameForm, metrics: EventTypeID?, _ writer: FrameWriter
    ) {
      let projection =
        delivery.event.type == metrics ? session.subscriptions.types[delivery.event.type]?.projection() : nil
      writer.write(projection?.apply(to: delivery) ?? delivery, form, to: &frames)
      count += 1
      last = delivery.number
    }
  }

  /// Takes about as much of what is owed as one burst has; the metrics that wait as one event come last, so that numbers
  /// never decrease.
  mutating func nextChunk(
    _ ring: EventRing, _ session: Session, _ form: FrameForm, metrics: EventTypeID?, _ writer: FrameWriter
  ) -> Chunk {
    var chunk = Chunk()
    while events > 0, position < ring.end, chunk.frames.readableBytes < Burst.byteBound {
      let (delivery, here) = (ring[position], position)
      position += 1
      guard step < .conflating || delivery.event.type != metrics else { continue }
      guard admits(delivery.event, at: here, session, metrics) else { continue }
      chunk.append(delivery, session, form, metrics: metrics, writer)
      events -= 1
      bytes -= delivery.event.cost
    }
    settled = written(ring)
    guard events == 0 || position == ring.end else { return chunk }
    (events, bytes) = (0, 0)
    if let conflation, session.admits(conflation.merged.event) {
      let merged = conflation.merged
      // What was sent before may have a higher number than the newest metrics.
      let number = max(merged.number, chunk.last, session.lastEvent ?? .zero)
      chunk.append(
        Delivery(number: number, event: merged.event), session, form, metrics: metrics, writer)
    }
    conflation = nil
    return chunk
  }
}
