import RouterCore

/// Decides when one thing that may be wrong is told, as worse or as better. A value: each look is a step.
///
/// What is told becomes worse when looks have shown something worse for `raise_after`, and better when they have shown something
/// better for `clear_after`; so what comes and goes is told once.
struct Watch: Sendable, Equatable {
  /// What has been told.
  private(set) var level: Level
  /// What has been told since it was last healthy.
  private(set) var worst: Level
  /// Of the alert, while one is open.
  private(set) var alertID: String?
  private var worseSince: Timestamp?
  private var betterSince: Timestamp?

  init() { (level, worst) = (.healthy, .healthy) }

  /// One that was open in an earlier life of the process.
  init(level: Level, alertID: String) {
    (self.level, worst) = (level, level)
    self.alertID = alertID
  }

  /// Nothing is told, and nothing is under observation.
  var isQuiet: Bool { level == .healthy && worseSince == nil }

  /// - Parameters:
  ///   - makeID: called when an alert is opened.
  /// - Returns: whether what is told has changed.
  mutating func step(
    _ seen: Level, at time: Timestamp, raiseAfter: Duration, clearAfter: Duration, makeID: () -> String
  ) -> Bool {
    worseSince = seen > level ? Self.start(worseSince, time) : nil
    betterSince = seen < level ? Self.start(betterSince, time) : nil
    let isDue =
      worseSince.map { time - $0 >= raiseAfter } ?? false || betterSince.map { time - $0 >= clearAfter } ?? false
    guard isDue else { return false }
    if level == .healthy { (alertID, worst) = (makeID(), .healthy) }
    level = seen
    worst = max(worst, seen)
    (worseSince, betterSince) = (nil, nil)
    return true
  }

  /// When the clock was set back, the time is counted anew.
  private static func start(_ since: Timestamp?, _ time: Timestamp) -> Timestamp { min(since ?? time, time) }
}
