import NIOCore

#if canImport(Glibc)
  import Glibc
#endif

/// Gives bytes to a channel's socket past the channel, for as long as nothing waits in the channel.
///
/// For a small frame that goes out alone, the way through the pipeline and the queue of pending writes costs a third of
/// what the kernel does. What the socket does not take goes that way: the channel knows how to wait, and finds out about
/// errors by itself.
struct DirectSocket {
  private let descriptor: CInt

  /// Nil when the channel has no socket to write to. Not to be used after the channel has been closed, nor with a channel
  /// that encrypts.
  init?(_ channel: any Channel) {
    let handle = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable { (handle: NIOBSDSocket.Handle) in
      handle
    }
    guard let handle else { return nil }
    descriptor = handle
  }

  /// - Returns: how many bytes the socket has taken, from the front.
  func send(_ buffer: ByteBuffer) -> Int {
    let flags = CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT)
    return buffer.withUnsafeReadableBytes { bytes in
      max(0, Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags))
    }
  }
}
