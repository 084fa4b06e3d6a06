import RouterCore

/// Something that may happen at any rate and is to be told once a minute at most.
struct RareWarning: Sendable {
  private static let pause = Duration.seconds(60)

  private var count = 0
  private var last: Timestamp?

  /// Counts one more.
  /// - Returns: how many there were since it was last told, when it is to be told now.
  mutating func happens(at now: Timestamp) -> Int? {
    count += 1
    if let last, last <= now, now < last + Self.pause { return nil }
    defer { count = 0 }
    last = now
    return count
  }
}
