import Synchronization

/// Notices that another process has written to a file.
final class ChangeWatch: Sendable {
  private let last = Mutex(Int64?.none)

  /// - Parameter version: SQLite's `data_version` of a connection, which changes with what others write. The first one
  ///   counts as new: something may have been written before.
  func isNew(_ version: Int64) -> Bool {
    last.withLock { last in
      defer { last = version }
      return last != version
    }
  }
}
