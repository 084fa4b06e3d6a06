import Glibc

/// Ends another thread's wait in poll(2): a pipe that has something to read then.
final class WakeUp: Sendable {
  private let (reader, writer): (Int32, Int32)

  init() throws(FileFailure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FileFailure("open", "a pipe") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reader, writer) = (ends[0], ends[1])
  }

  deinit {
    close(reader)
    close(writer)
  }

  var place: pollfd { pollfd(fd: reader, events: Int16(POLLIN), revents: 0) }

  /// From any thread, any number of times.
  func signal() {
    var byte: UInt8 = 1
    _ = Glibc.write(writer, &byte, 1)
  }
}
