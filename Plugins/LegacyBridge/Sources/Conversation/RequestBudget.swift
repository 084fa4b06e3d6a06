import RouterCore

/// How many requests may be forwarded in a minute: the server counts all of a connection's messages, whoever they are for, and
/// closes it when they are far too many.
struct RequestBudget: Sendable {
  private static let window = Duration.seconds(60)

  let limit: Int
  private var count = 0
  private var start = Timestamp.distantPast

  init(limit: Int) { self.limit = limit }

  /// Takes one.
  /// - Returns: nil, or how long to wait when there is none left.
  mutating func take(at now: Timestamp) -> Duration? {
    if now < start || now - start >= Self.window { (start, count) = (now, 0) }
    guard count < limit else { return Self.window - (now - start) }
    count += 1
    return nil
  }
}
