import Glibc
import RouterCore

/// Reads what comes in, on a thread of its own that waits in poll(2), and can be woken.
///
/// Not by a dispatch source: with a pipe whose other end is closed, libdispatch's loop of events crashed on Linux (Swift 6.3).
actor StandardInput {
  private static let chunk = 64 << 10

  private let executor = BlockingExecutor(label: "tail-input")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let descriptor: Int32
  private let wake: WakeUp

  init(descriptor: Int32 = STDIN_FILENO) throws(FileFailure) {
    self.descriptor = descriptor
    wake = try WakeUp()
  }

  /// The next bytes; nil at the end, or when the task is cancelled, which is for good.
  func next() async throws(FileFailure) -> [UInt8]? {
    let result: Result<[UInt8]?, FileFailure> = await withTaskCancellationHandler {
      read()
    } onCancel: { [wake] in
      wake.signal()
    }
    return try result.get()
  }

  private func read() -> Result<[UInt8]?, FileFailure> {
    var places = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), wake.place]
    while poll(&places, 2, -1) < 0 {
      if errno != EINTR { return .failure(FileFailure("wait for", "standard input")) }
    }
    guard places[1].revents == 0 else { return .success(nil) }
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, filled in
      let count = Glibc.read(descriptor, buffer.baseAddress, Self.chunk)
      if count < 0 { failure = errno }
      filled = max(count, 0)
    }
    if let failure { return .failure(FileFailure("read", "standard input", code: failure)) }
    return .success(bytes.isEmpty ? nil : bytes)
  }
}
