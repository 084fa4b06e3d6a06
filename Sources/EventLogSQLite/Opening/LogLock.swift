import Glibc
import Synchronization

/// Keeps a second server away from a log: two would give the same numbers. Readers need no lock. Ends with the process,
/// however that ends.
final class LogLock: Sendable {
  private let descriptor: Mutex<Int32>

  /// - Throws: when another process has the log, or the folder cannot be written.
  init(database: String) throws(LogOpenError) {
    let path = database + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      throw LogOpenError("open \(path): \(String(cString: strerror(errno)))", help: "is the folder writable?")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw LogOpenError(
        "\(database) is in use by another router", help: "give each router a log of its own (`log.path`)")
    }
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  func release() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      // A child of this process that has not come to its exec yet has the file open too: closing it here is not enough.
      flock(descriptor, LOCK_UN)
      close(descriptor)
      descriptor = -1
    }
  }
}

/// Why a log cannot be opened.
package struct LogOpenError: Error, CustomStringConvertible {
  package let reason: String
  let help: String?

  init(_ reason: String, help: String? = nil) {
    self.reason = reason
    self.help = help
  }

  package var description: String { "the event log cannot be opened: \(reason)" + (help.map { "; \($0)" } ?? "") }
}
