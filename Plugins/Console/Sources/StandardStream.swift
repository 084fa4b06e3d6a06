import Glibc

/// A descriptor that belongs to the process and is never closed here.
struct StandardStream: Sendable {
  struct Failure: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  private let name: String
  private let descriptor: Int32
  /// A reader that takes nothing for so long, in milliseconds, is a reason to retry.
  private let patience: Int32

  init(_ stream: ConsoleSinkConfig.Stream) {
    self.init(name: stream.rawValue, descriptor: stream == .stdout ? STDOUT_FILENO : STDERR_FILENO)
  }

  init(name: String, descriptor: Int32, patience: Int32 = 2000) {
    self.name = name
    self.descriptor = descriptor
    self.patience = patience
  }

  /// Writes as much as goes; without a failure that is all.
  func write(_ bytes: [UInt8]) -> (written: Int, failure: Failure?) {
    var written = 0
    while written < bytes.count {
      guard isReady() else { return (written, Failure(description: "\(name): the reader takes nothing")) }
      let (count, code) = writeOnce(bytes[written...])
      if count > 0 { written += count }
      // Interrupted, or made non-blocking by whoever shares the descriptor, and full again already.
      guard count >= 0 || code == EINTR || code == EAGAIN else {
        return (written, Failure(description: "\(name): \(String(cString: strerror(code)))"))
      }
    }
    return (written, nil)
  }

  /// Waits for room. An error on the descriptor counts as ready: writing then tells which.
  private func isReady() -> Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
      let count = poll(&poller, 1, patience)
      if count >= 0 || errno != EINTR { return count != 0 }
    }
  }

  /// At most a pipe's atomic unit at once: a longer write blocks until all of it is taken, `poll` or not.
  private func writeOnce(_ bytes: ArraySlice<UInt8>) -> (count: Int, code: Int32) {
    BrokenPipeSignal.suppressed {
      let count = bytes.prefix(Int(PIPE_BUF)).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      return (count, errno)
    }
  }
}
