import Synchronization

/// Tasks that an agent has under way.
final class TaskCount: Sendable {
  static let limit = 64

  private let count = Mutex(0)

  /// False when there are too many; else `end` has to be called.
  func begin() -> Bool {
    count.withLock { count in
      guard count < Self.limit else { return false }
      count += 1
      return true
    }
  }

  func end() { count.withLock { $0 -= 1 } }
}
