import RouterCore

/// Counts in windows that start with their first event (contract §2, limits).
struct WindowCounter: Sendable {
  private var start: Timestamp?
  private(set) var total = 0

  /// - Returns: the count in the current window, this one included.
  @discardableResult
  mutating func count(at now: Timestamp, window: Duration) -> Int {
    if let start, now - start < window, now >= start {
      total += 1
    } else {
      start = now
      total = 1
    }
    return total
  }

  /// When the current window ends.
  func end(of window: Duration, at now: Timestamp) -> Timestamp { (start ?? now) + window }
}
