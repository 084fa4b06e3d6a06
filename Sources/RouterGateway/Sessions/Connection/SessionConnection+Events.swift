import ConfigSchema
import Logging
import NIOCore
import RouterCore

/// How events reach the client: at once while the socket takes them, else from the shard's ring.
extension SessionConnection {
  /// Bursts that a session which catches up writes before others have their turn.
  private static let chunksInARow = 8

  /// Writes frames that are shared with other sessions, and flushes.
  ///
  /// Called for every session and turn, mostly with nothing of the session in the processor's caches: what is not needed is
  /// not touched.
  /// - Parameter number: of the last event among them.
  /// - Returns: false when this session takes no more events.
  func deliver(_ pieces: [ByteBuffer], _ number: EventNumber) -> Bool {
    guard let context else { return false }
    session.lastEvent = number
    if answers.readableBytes > 0 { writeAnswers() }
    if pieces.count == 1 {
      send(pieces[0], context)
    } else {
      for piece in pieces { context.write(wrapOutboundOut(piece), promise: nil) }
      context.flush()
    }
    hasFlushed()
    return true
  }

  /// Notes events for later: the socket takes nothing now.
  /// - Parameters:
  ///   - deliveries: the events of a turn, of which those in `events` are for this session.
  ///   - start: the turn's place in the ring.
  func owe(_ deliveries: [Delivery], _ events: EventMask, from start: EventRing.Position) {
    guard isOpen else { return }
    for position in events {
      let delivery = deliveries[position]
      let isMetrics = delivery.event.type == shard.metrics
      lag?.add(delivery, at: start + EventRing.Position(position), isMetrics: isMetrics)
    }
  }

  /// Takes the next steps of the slow reader's ladder, as far as the lag has got. To be called when more is owed or the ring
  /// has gone on.
  func climb() {
    guard var step = nextStep else { return }
    if lag?.step == .waiting, step < .over {
      lag?.beginConflation(shard.ring, session, metrics: shard.metrics)
      announce(.conflating)
      guard let next = nextStep else { return flush() }
      step = next
    }
    lag?.climb(to: step)
    announce(step)
    flush()
  }

  /// The highest step that the lag has reached and the client has not been told of.
  private var nextStep: SlowReaderStep? {
    guard let lag else { return nil }
    let fullness = lag.fullness(
      shard.ring, queue: shard.context.settings.server.outboundQueue.bytes, events: session.options.bufferSize)
    let step = SlowReaderStep(fullness: fullness)
    return step > lag.step ? step : nil
  }

  private func announce(_ step: SlowReaderStep) {
    guard let lag else { return }
    // As long again as it took to get here: the queue is half full.
    perform(session.slowReader(step, depth: lag.events, endsIn: max(.seconds(1), now - lag.since)))
    shard.context.counters.slowReaders(step).add()
    guard step == .over else { return }
    logger.info("a slow client is disconnected", metadata: ["session": "\(session.id)", "events": "\(lag.events)"])
  }

  /// Sends what is owed, as much as the socket takes.
  func catchUp() {
    guard !isCatchingUp, let context, isOpen else { return }
    isCatchingUp = true
    defer { isCatchingUp = false }
    for _ in 0..<Self.chunksInARow {
      guard lag != nil, isSocketEmpty else { return }
      guard let chunk = shard.nextChunk(of: &lag, for: session, form) else { return endLag() }
      write(chunk)
    }
    // Others on this loop want to be heard, too.
    context.eventLoop.assumeIsolated().scheduleTask(in: Shard.breath) { self.catchUp() }
  }

  /// Writes events that have waited.
  func write(_ chunk: Lag.Chunk) {
    context?.write(wrapOutboundOut(chunk.frames), promise: nil)
    session.lastEvent = chunk.last
    hasUnflushed = true
    flush()
  }

  private func endLag() {
    guard let lag else { return }
    self.lag = nil
    shard.setLagging(self, false)
    conflated = lag.conflated ?? conflated
    if lag.step >= .conflating { perform(session.caughtUp()) }
    flush()
    sendSample()
    resumeReading()
  }
}
