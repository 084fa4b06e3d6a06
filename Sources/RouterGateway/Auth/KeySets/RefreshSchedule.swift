import RouterCore

/// When a key set is fetched: a value that knows no clock.
///
/// One fetch at a time, and between two at least the pause, whoever wants one: tokens with made-up names of keys do not
/// make the router knock at the issuer's door more often.
struct RefreshSchedule: Sendable {
  let refresh: Duration
  let pause: Duration
  private(set) var isRunning = false
  /// The next fetch that nobody has to ask for.
  private(set) var due = Timestamp.distantPast
  /// When the last one ended.
  private var ended: Timestamp?
  private var failures = 0

  init(refresh: Duration, pause: Duration) {
    self.refresh = refresh
    self.pause = pause
  }

  /// Whether a fetch is under way or may begin.
  func isPossible(at now: Timestamp) -> Bool { isRunning || restEnds(at: now) <= now }

  /// When a fetch may begin that somebody asks for.
  func restEnds(at now: Timestamp) -> Timestamp {
    // A clock that was set back would make a long pause.
    guard let ended, ended <= now else { return now }
    return ended + pause
  }

  mutating func begin() { isRunning = true }

  /// - Parameter freshness: what the answer said of itself.
  mutating func succeed(freshness: Duration?, at now: Timestamp) {
    end(at: now)
    failures = 0
    due = now + max(pause, min(refresh, freshness ?? refresh))
  }

  /// The pauses grow, up to the time between two fetches that succeed.
  mutating func fail(at now: Timestamp) {
    end(at: now)
    due = now + min(refresh, pause * (1 << min(failures, 12)))
    failures += 1
  }

  private mutating func end(at now: Timestamp) {
    isRunning = false
    ended = now
  }
}
