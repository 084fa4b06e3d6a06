import RouterCore

/// When the next heartbeat is due, and whether the last one was heard: how a link is noticed that is dead and does not say so.
struct Liveness: Sendable {
  enum Step: Sendable, Equatable {
    case nothing
    case beat
    case dead
  }

  private let heartbeat: Duration
  private let timeout: Duration
  private var nextBeat = Timestamp.distantFuture
  /// Nil when something has come since the last heartbeat.
  private var verdict: Timestamp?
  private var isHeld = false

  init(heartbeat: Duration, timeout: Duration) {
    self.heartbeat = heartbeat
    self.timeout = timeout
  }

  var deadline: Timestamp { min(nextBeat, verdict ?? .distantFuture) }

  mutating func start(at now: Timestamp) { nextBeat = now + heartbeat }

  mutating func hear() { verdict = nil }

  /// While we do not read, silence says nothing about the other end.
  mutating func hold(_ isHeld: Bool) {
    self.isHeld = isHeld
    verdict = nil
  }

  mutating func tick(at now: Timestamp) -> Step {
    if let verdict, now >= verdict { return .dead }
    guard now >= nextBeat else { return .nothing }
    nextBeat = now + heartbeat
    if !isHeld, verdict == nil { verdict = now + timeout }
    return .beat
  }
}
