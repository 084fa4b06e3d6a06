import RouterCore

/// How many events are due, so that a rate is kept on average. What could not be done for a while, because the log was
/// full or the clock was changed, is not made up for.
struct Pace: Sendable {
  /// Wake-ups any closer together would cost more than they show: several events are due at once then.
  private static let shortestPause = Duration.milliseconds(10)
  /// In seconds.
  private static let longestArrears = 1.0

  /// Per second.
  private let rate: Double
  private var start: Timestamp
  private var taken = 0.0

  /// - Parameter rate: events per second, more than zero.
  init(rate: Double, start: Timestamp) {
    self.rate = rate
    self.start = start
  }

  /// When the next event is due.
  func next(after now: Timestamp) -> Timestamp {
    max(start + .seconds(1) * ((taken + 1) / rate), now + Self.shortestPause)
  }

  /// The number of events that are due now.
  mutating func take(at now: Timestamp) -> Int {
    // Half of the clock's smallest step, so that rounding costs no event.
    let elapsed = (now - start + .nanoseconds(500)) / .seconds(1)
    let due = (elapsed * rate).rounded(.down) - taken
    guard due >= 0, due <= max(rate * Self.longestArrears, 1) else {
      start = now
      taken = 0
      return 0
    }
    taken += due
    return Int(due)
  }
}
