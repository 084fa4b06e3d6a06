/// Says whether something may be logged: so many times in a window, then only counted. For what somebody else can cause as often
/// as they like.
package struct NoticeLimit: Sendable {
  private let count: Int
  private let window: Duration
  private var opened = Timestamp.distantPast
  private var used = 0
  private var skipped = 0

  package init(_ count: Int = 5, per window: Duration = .seconds(60)) { (self.count, self.window) = (count, window) }

  /// Nil if it may not; else how many were not logged since the last one that was.
  package mutating func admit(at now: Timestamp) -> Int? {
    // A clock that was set back opens a window, too: else nothing would be logged until it has caught up.
    if now - opened >= window || now < opened { (opened, used) = (now, 0) }
    guard used < count else {
      skipped += 1
      return nil
    }
    used += 1
    defer { skipped = 0 }
    return skipped
  }
}
