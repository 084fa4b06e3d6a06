import RouterCore

/// What is left of a rate: tokens come evenly, an event takes one.
struct TokenBucket: Sendable {
  private var level: Int64
  private var filledAt: Timestamp

  /// A full one.
  init(_ rate: TokenRate, at time: Timestamp) {
    (level, filledAt) = (rate.capacity, time)
  }

  /// False when there is no whole token.
  mutating func take(_ rate: TokenRate, at time: Timestamp) -> Bool {
    fill(rate, at: time)
    guard level >= rate.token else { return false }
    level -= rate.token
    return true
  }

  private mutating func fill(_ rate: TokenRate, at time: Timestamp) {
    guard time > filledAt else { return }
    let (parts, overflow) = (time - filledAt).wholeMicroseconds.multipliedReportingOverflow(by: rate.refill)
    filledAt = time
    level = overflow || parts > rate.capacity - level ? rate.capacity : level + parts
  }
}
