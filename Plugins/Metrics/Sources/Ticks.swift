import RouterCore

/// The moments of a periodic task: start + n × every, so that delays do not add up. Missed moments are left out.
struct Ticks: Sendable {
  private let every: Duration
  private var last: Timestamp

  /// - Parameter every: more than zero.
  init(every: Duration, start: Timestamp) {
    self.every = every
    last = start
  }

  /// The first moment after `now`. When the clock was set back, the count starts anew, or the pause would be that long.
  mutating func next(after now: Timestamp) -> Timestamp {
    if now < last { last = now }
    let step = max(every.wholeMicroseconds, 1)
    let passed = (now - last).wholeMicroseconds / step
    last = last + .microseconds((passed + 1) * step)
    return last
  }
}
