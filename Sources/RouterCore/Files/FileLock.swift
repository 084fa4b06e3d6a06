import Glibc
import Synchronization

/// Keeps a second router away from a database. Readers need no lock. Ends with the process, however that ends.
package final class FileLock: Sendable {
  package enum Failure: Error, Sendable, Equatable {
    /// Another process has it.
    case inUse
    /// The file beside the database cannot be made.
    case cannotOpen(path: String, reason: String)
  }

  private let descriptor: Mutex<Int32>

  /// - Parameter database: the lock is a file of its own beside it: SQLite has locks on the database that end when any
  ///   descriptor of it is closed.
  package init(for database: String) throws(Failure) {
    let path = database + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse
    }
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  package func release() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      // A child of this process that has not come to its exec yet has the file open too: closing it here is not enough.
      flock(descriptor, LOCK_UN)
      close(descriptor)
      descriptor = -1
    }
  }
}
