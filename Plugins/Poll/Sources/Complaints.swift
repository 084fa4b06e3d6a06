import RouterCore

/// What is said in the log: something new soon, the same only now and then.
struct Complaints: Sendable {
  private var last: String?
  private var news = NoticeLimit(10)
  private var repetitions = NoticeLimit(1)

  /// Nil if it is not said; else how many like it were not since it was said last.
  mutating func admit(_ reason: String, at now: Timestamp) -> Int? {
    guard reason != last else { return repetitions.admit(at: now) }
    guard let skipped = news.admit(at: now) else { return nil }
    last = reason
    repetitions = NoticeLimit(1)
    // What has just been said is not said again at once.
    _ = repetitions.admit(at: now)
    return skipped
  }
}
