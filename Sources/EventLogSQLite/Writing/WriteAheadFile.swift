import Glibc
import RouterCore
import Synchronization

/// The write-ahead log beside a database, which holds everything that was committed and has not been moved into the database.
///
/// It is synced by a descriptor of our own, so that those who wait for safety do not hold up the next transaction. SQLite's
/// locks are on the other two files: closing this descriptor cannot release them.
final class WriteAheadFile: Sendable {
  private let path: String
  private let descriptor = Mutex<Int32>(-1)

  /// - Parameter database: the path of the database.
  init(database: String) { path = database + "-wal" }

  deinit { descriptor.withLock { if $0 >= 0 { close($0) } } }

  /// In bytes; 0 when there is none.
  var size: Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  func sync() throws(LogStorageError) {
    let descriptor = try opened()
    guard fdatasync(descriptor) == 0 else { throw Self.error("sync", path) }
  }

  /// SQLite makes the file with the first transaction and keeps it until the last connection is closed.
  private func opened() throws(LogStorageError) -> Int32 {
    let opened = descriptor.withLock { descriptor in
      if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
      return descriptor
    }
    guard opened >= 0 else { throw Self.error("open", path) }
    return opened
  }

  private static func error(_ call: String, _ path: String) -> LogStorageError {
    LogStorageError("\(call) \(path): \(String(cString: strerror(errno)))", isFull: errno == ENOSPC)
  }
}
