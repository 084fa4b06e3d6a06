import RouterCore

/// Counts in windows that start with their first event (contract §2, limits).
struct WindowCounter: Sendable {
  private var start: Timestamp?
  private var total = 0

  /// - Returns: the count in the current window, this one included.
  mutating func count(at now: Timestamp, window: Duration) -> Int {
    if let start, now - start < window {
      total += 1
    } else {
      start = now
      total = 1
    }
    return total
  }
}
