/// Growing pauses between attempts: doubled each time up to a limit, with jitter, so that many that failed together do
/// not come back together.
package struct Backoff: Sendable {
  private let first: Duration
  private let limit: Duration
  private var attempt = 0

  package init(first: Duration = .milliseconds(100), limit: Duration = .seconds(30)) {
    self.first = first
    self.limit = limit
  }

  /// Between half the pause and the whole of it.
  package mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
    let doubled = first * Double(1 << min(attempt, 30))
    attempt += 1
    return min(doubled, limit) * Double.random(in: 0.5...1, using: &random)
  }

  package mutating func next() -> Duration {
    var random = SystemRandomNumberGenerator()
    return next(using: &random)
  }

  package mutating func reset() { attempt = 0 }
}
