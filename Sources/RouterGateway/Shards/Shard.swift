import NIOCore
import RouterCore
import Synchronization

/// One event loop's sessions. The router puts deliveries into its mailbox; everything else happens on the loop, without a lock.
// Safety: `connections`, `byType` and `typesOf` are touched on `loop` only (asserted); the mailbox has its own lock.
final class Shard: @unchecked Sendable {
  private struct Mailbox {
    var bursts: [Burst] = []
    var events = 0
    /// A drain is scheduled and has not begun.
    var isDrainPending = false
    /// Event types that a session wants: what nobody wants is not put in.
    var interest: Set<EventTypeID> = []
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  struct Burst {
    let deliveries: [(position: Int, delivery: Delivery)]
    let tally: BurstTally
  }

  /// Events that may wait in the mailbox before the router is held back: only a loop that stands still gets here.
  private static let mailboxBound = 8192

  let loop: any EventLoop
  private let counters: GatewayCounters
  private let mailbox = Mutex(Mailbox())
  private var connections: [ObjectIdentifier: WebSocketConnection] = [:]
  private var byType: [EventTypeID: [ObjectIdentifier: WebSocketConnection]] = [:]
  private var typesOf: [ObjectIdentifier: Set<EventTypeID>] = [:]

  init(loop: any EventLoop, counters: GatewayCounters) {
    self.loop = loop
    self.counters = counters
  }

  // MARK: Router side

  /// Puts in what somebody here is interested in.
  /// - Returns: false when nobody is; the tally then hears nothing from this shard.
  func post(_ deliveries: [Delivery], _ tally: BurstTally) -> Bool {
    let (isPosted, needsDrain) = mailbox.withLock { mailbox in
      let wanted = deliveries.enumerated().compactMap { position, delivery in
        mailbox.interest.contains(delivery.event.type) ? (position: position, delivery: delivery) : nil
      }
      guard !wanted.isEmpty else { return (false, false) }
      mailbox.bursts.append(Burst(deliveries: wanted, tally: tally))
      mailbox.events += wanted.count
      defer { mailbox.isDrainPending = true }
      return (true, !mailbox.isDrainPending)
    }
    if needsDrain { loop.execute { self.drain() } }
    return isPosted
  }

  /// Returns when the mailbox is below its bound.
  func waitForRoom() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mayGoOn = mailbox.withLock { mailbox in
          guard mailbox.events >= Self.mailboxBound, !Task.isCancelled else { return true }
          mailbox.waiting.append(continuation)
          return false
        }
        if mayGoOn { continuation.resume() }
      }
    } onCancel: {
      mailbox.withLock { mailbox in
        defer { mailbox.waiting = [] }
        return mailbox.waiting
      }.forEach { $0.resume() }
    }
  }

  // MARK: Loop side

  func add(_ connection: WebSocketConnection) {
    loop.preconditionInEventLoop()
    connections[ObjectIdentifier(connection)] = connection
    counters.connections.add()
  }

  func remove(_ connection: WebSocketConnection) {
    loop.preconditionInEventLoop()
    removeInterest(of: connection)
    if connections.removeValue(forKey: ObjectIdentifier(connection)) != nil { counters.disconnections.add() }
  }

  func updateInterest(of connection: WebSocketConnection) {
    setInterest(of: connection, Set(connection.session.subscriptions.types.keys))
  }

  func removeInterest(of connection: WebSocketConnection) { setInterest(of: connection, []) }

  private func setInterest(of connection: WebSocketConnection, _ types: Set<EventTypeID>) {
    loop.preconditionInEventLoop()
    let id = ObjectIdentifier(connection)
    let before = typesOf[id] ?? []
    for type in before.subtracting(types) {
      byType[type]?[id] = nil
      if byType[type]?.isEmpty == true { byType[type] = nil }
    }
    for type in types.subtracting(before) { byType[type, default: [:]][id] = connection }
    typesOf[id] = types.isEmpty ? nil : types
    let wanted = Set(byType.keys)
    mailbox.withLock { $0.interest = wanted }
  }

  private var openConnections: [WebSocketConnection] {
    loop.preconditionInEventLoop()
    return Array(connections.values)
  }

  /// Connections that anything here refers to, for tests.
  var heldConnections: Int {
    loop.preconditionInEventLoop()
    return connections.count + typesOf.count + byType.values.reduce(0) { $0 + $1.count }
  }

  func tick(at now: Timestamp) { openConnections.forEach { $0.tick(at: now) } }

  /// Says goodbye to all sessions. Each is told its own moment to come back, spread over the window.
  /// - Returns: when all have gone.
  func drainSessions(over window: Duration) -> EventLoopFuture<Void> {
    let connections = openConnections
    let ends = connections.compactMap(\.end)
    for (index, connection) in connections.enumerated() {
      let moment = window * (Double(index) / Double(connections.count))
      connection.drain(retryAfter: max(.seconds(1), moment))
    }
    return EventLoopFuture.andAllComplete(ends, on: loop)
  }

  /// Delivers all that has come: whatever waits together is flushed together.
  private func drain() {
    let (bursts, waiting) = mailbox.withLock { mailbox in
      mailbox.isDrainPending = false
      mailbox.events = 0
      defer { (mailbox.bursts, mailbox.waiting) = ([], []) }
      return (mailbox.bursts, mailbox.waiting)
    }
    waiting.forEach { $0.resume() }
    var touched: [ObjectIdentifier: WebSocketConnection] = [:]
    for burst in bursts {
      var matched: [Int] = []
      for (position, delivery) in burst.deliveries where deliver(delivery, &touched) { matched.append(position) }
      burst.tally.report(matched)
    }
    touched.values.forEach { $0.flush() }
  }

  /// True when at least one session took it.
  private func deliver(_ delivery: Delivery, _ touched: inout [ObjectIdentifier: WebSocketConnection]) -> Bool {
    guard let interested = byType[delivery.event.type] else { return false }
    var frames = FrameCache(delivery: delivery)
    var isTaken = false
    for (id, connection) in interested where connection.session.admits(delivery.event) {
      guard connection.deliver(frames.frame(for: connection), delivery.number) else { continue }
      counters.frames.add()
      touched[id] = connection
      isTaken = true
    }
    return isTaken
  }
}
