import DequeModule
import RouterCore

/// Counts what each subject does in windows that begin with its first act (contract §2, limits).
///
/// Bounded: of more subjects than that, those whose windows began first are forgotten, which is next to what time would do.
struct SubjectWindows: Sendable {
  /// What is left when a wish cannot be granted.
  struct Refusal: Error, Equatable {
    let used: Int
    /// Until the window ends.
    let wait: Duration
  }

  private struct Window {
    let start: Timestamp
    var count: Int
  }

  static let standardCapacity = 16_384

  let window: Duration
  let capacity: Int
  /// By the subject's hash: a subject may be nearly as long as a token.
  private var windows: [Int: Window] = [:]
  private var order: Deque<(subject: Int, start: Timestamp)> = []

  init(window: Duration, capacity: Int = SubjectWindows.standardCapacity) {
    self.window = window
    self.capacity = capacity
  }

  /// Subjects remembered.
  var count: Int { windows.count }

  /// Counts acts of a subject if all of them are within the limit, and else none of them.
  mutating func take(_ count: Int, of limit: Int, by subject: String, at now: Timestamp) throws(Refusal) {
    forget(at: now)
    let key = subject.hashValue
    var current = windows[key]
    // A clock that was set back makes no window longer, and leaves the order behind.
    if let known = current, now < known.start || now - known.start >= window { current = nil }
    let used = current?.count ?? 0
    guard count <= limit - used else { throw Refusal(used: used, wait: window - (now - (current?.start ?? now))) }
    if current == nil { order.append((key, now)) }
    windows[key] = Window(start: current?.start ?? now, count: used + count)
    while order.count > capacity { forgetFirst() }
  }

  /// Counts an act, however many there have been.
  /// - Returns: how many there are in this window, this one included, and how long it lasts.
  mutating func count(_ subject: String, at now: Timestamp) -> (count: Int, wait: Duration) {
    do throws(Refusal) {
      try take(1, of: .max, by: subject, at: now)
    } catch {
      return (.max, window)
    }
    let current = windows[subject.hashValue]
    return (current?.count ?? 1, window - (now - (current?.start ?? now)))
  }

  private mutating func forget(at now: Timestamp) {
    while let first = order.first, now - first.start >= window { forgetFirst() }
  }

  private mutating func forgetFirst() {
    guard let first = order.popFirst(), windows[first.subject]?.start == first.start else { return }
    windows[first.subject] = nil
  }
}
