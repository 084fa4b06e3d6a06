import Dispatch
import Glibc
import Subprocess

/// Waits for the end of a process by its pidfd, which holds no thread. The process is not reaped by it.
struct ExitWatch: Sendable {
  private let end: Task<Void, Never>

  /// - Parameter process: one that has not been reaped.
  init(_ process: ProcessIdentifier) throws(DriverError) {
    let descriptor = fcntl(process.processDescriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else {
      throw .failed("the process cannot be watched (\(String(cString: strerror(errno)))): Linux 5.4 or newer is needed")
    }
    let (ended, continuation) = AsyncStream<Never>.makeStream()
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
    source.setEventHandler { source.cancel() }
    source.setCancelHandler {
      close(descriptor)
      continuation.finish()
    }
    source.activate()
    // Ends with the process, which the driver sees to.
    end = Task { for await _ in ended {} }
  }

  /// Returns when it has ended. Does not heed cancellation: see `ended(within:)`.
  func wait() async { await end.value }
}
