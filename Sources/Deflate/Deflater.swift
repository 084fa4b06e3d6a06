import CZlib

/// Compresses messages as RFC 7692 §7.2.1 says, each independent of those before it (no context takeover). One state serves
/// them all, so nothing is allocated for a message once the output buffer has grown to its size.
///
/// For one thread at a time.
package final class Deflater {
  /// The fastest. On events of 200 bytes to 50 KiB the default level takes up to five times as long and saves a tenth.
  private static let level: CInt = 1
  /// A hash table of 8 KiB, which every message clears. zlib's default is 64 KiB and makes nothing smaller.
  private static let memoryLevel: CInt = 5
  /// The end of every flush, which is not sent.
  private static let tail = 4
  /// zlib writes another marker when a flush leaves less room than this.
  private static let flushRoom = 7
  /// An output buffer that has become larger is not kept.
  private static let keptOutput = 1 << 20

  private let stream: UnsafeMutablePointer<z_stream>
  private var output: UnsafeMutableBufferPointer<UInt8>

  /// Nil when there is no memory for it.
  package init?(_ window: DeflateWindow) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(capacity: 4096)
    let result = deflateInit2_(
      stream, Self.level, Z_DEFLATED, -CInt(window.rawValue), Self.memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      CInt(MemoryLayout<z_stream>.size))
    if result != Z_OK { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// Compresses a message into one or more blocks without the end of the last, 00 00 FF FF.
  /// - Parameters:
  ///   - limit: how many bytes may come out.
  ///   - take: gets what has come out. It is valid during the call only.
  /// - Returns: what `take` returns; nil when more than `limit` bytes would come out.
  package func deflate<Result>(
    _ message: [UInt8], atMost limit: Int, _ take: (UnsafeRawBufferPointer) -> Result
  ) -> Result? {
    let room = limit + Self.tail + Self.flushRoom
    guard limit > 0, message.count <= UInt32.max, room <= UInt32.max else { return nil }
    makeRoom(room)
    defer { if output.count > Self.keptOutput { makeRoom(4096, exactly: true) } }
    guard let size = run(message, room: room), size <= limit else { return nil }
    return take(UnsafeRawBufferPointer(start: output.baseAddress, count: size))
  }

  private func makeRoom(_ count: Int, exactly: Bool = false) {
    guard exactly || count > output.count else { return }
    output.deallocate()
    output = .allocate(capacity: exactly ? count : max(count, 2 * output.count))
  }

  /// - Returns: how many bytes have come out without the tail; nil when there was no room for them.
  private func run(_ message: [UInt8], room: Int) -> Int? {
    guard deflateReset(stream) == Z_OK else { return nil }
    let result = message.withUnsafeBufferPointer { input in
      // zlib does not write to its input; its C type lacks the const.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(room)
      return CZlib.deflate(stream, Z_SYNC_FLUSH)
    }
    guard result == Z_OK, stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 else { return nil }
    return room - Int(stream.pointee.avail_out) - Self.tail
  }
}
