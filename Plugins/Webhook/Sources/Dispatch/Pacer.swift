import ConfigSchema
import RouterCore

/// Spreads requests evenly over time.
struct Pacer: Sendable {
  /// How far a late request may be made up for: sleeping is not exact.
  private static let slack: Duration = .milliseconds(20)

  private let interval: Duration
  private var next: Timestamp?

  /// - Parameter rate: above zero.
  init(_ rate: Rate) { interval = rate.period / rate.count }

  /// When the next request may begin; nil for at once.
  func opening(at now: Timestamp) -> Timestamp? {
    // A clock that was set back must not prolong the wait.
    guard let next, next > now, next <= now + interval else { return nil }
    return next
  }

  mutating func take(at now: Timestamp) {
    let start = next.map { min(max($0, now - Self.slack), now) } ?? now
    next = start + interval
  }
}
