import CZlib

/// Decompresses one message as it comes in (RFC 7692 §7.2.2), and never more of it than is wanted.
///
/// It takes some 44 KiB, so a connection is to have one only while a message is coming in. For one thread at a time.
package final class Inflater {
  package enum Failure: Error, Equatable {
    /// This is not DEFLATE, or not all of it.
    case damaged
    /// More would come out than is wanted.
    case tooLong
    case noMemory
  }

  /// What it takes in memory, about: zlib's state and window, and the buffer here.
  package static let memory = 44 << 10
  private static let pieceSize = 4096
  /// What the sender has left out.
  private static let tail: [UInt8] = [0, 0, 0xFF, 0xFF]

  private let stream: UnsafeMutablePointer<z_stream>
  private let piece: UnsafeMutableBufferPointer<UInt8>
  private var hasBegun = false
  /// Whether everything up to here ends with a block that calls itself the last.
  private var hasEnded = false

  package init() throws(Failure) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    piece = .allocate(capacity: Self.pieceSize)
    // Any window that a peer may use is within this one.
    let window = -CInt(DeflateWindow.full.rawValue)
    let result = inflateInit2_(stream, window, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    if result != Z_OK { throw .noMemory }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    piece.deallocate()
  }

  /// Begins another message.
  package func reset() {
    inflateReset(stream)
    (hasBegun, hasEnded) = (false, false)
  }

  /// Appends what comes out of the next bytes. Whatever fails, what came out before is appended, up to the limit.
  /// - Parameter limit: how many bytes the output may have.
  package func inflate(
    _ bytes: UnsafeRawBufferPointer, into output: inout [UInt8], limit: Int
  ) throws(Failure) {
    try run(bytes, Z_SYNC_FLUSH, into: &output, limit: limit)
  }

  /// Appends what comes out when the message ends here.
  ///
  /// A sound message ends inside an empty block, whose rest is not sent. One that ends behind a block, or has no bytes at all,
  /// says no less, and some senders make such.
  package func finish(into output: inout [UInt8], limit: Int) throws(Failure) {
    guard hasBegun, !hasEnded, !isBehindBlock else { return }
    // Z_BLOCK tells whether the end is also that of a block.
    try Self.tail.withUnsafeBufferPointer { bytes throws(Failure) in
      try run(UnsafeRawBufferPointer(bytes), Z_BLOCK, into: &output, limit: limit)
    }
    guard hasEnded || isBehindBlock else { throw .damaged }
  }

  /// zlib.h: `data_type` has 128 behind the end of a block, and in its low bits how many are left of the last byte.
  private var isBehindBlock: Bool { stream.pointee.data_type & 0xBF == 0x80 }

  private func run(
    _ bytes: UnsafeRawBufferPointer, _ flush: CInt, into output: inout [UInt8], limit: Int
  ) throws(Failure) {
    guard !bytes.isEmpty, bytes.count <= UInt32.max else { return }
    hasBegun = true
    let input = bytes.bindMemory(to: UInt8.self)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.pointee.avail_in = UInt32(input.count)
    repeat {
      let result = step(flush)
      let (count, room) = (piece.count - Int(stream.pointee.avail_out), limit - output.count)
      output.append(contentsOf: piece[..<min(count, room)])
      guard count <= room else { throw .tooLong }
      switch result {
      case Z_OK: break
      case Z_STREAM_END: hasEnded = true
      case Z_BUF_ERROR: return
      case Z_MEM_ERROR: throw .noMemory
      default: throw .damaged
      }
    } while stream.pointee.avail_in > 0 || (stream.pointee.avail_out == 0 && !hasEnded)
  }

  private func step(_ flush: CInt) -> CInt {
    if hasEnded {
      // More blocks may follow a last one, and refer to what was before it (RFC 7692 §7.2.1): the window is kept.
      inflateResetKeep(stream)
      hasEnded = false
    }
    stream.pointee.next_out = piece.baseAddress
    stream.pointee.avail_out = UInt32(piece.count)
    return CZlib.inflate(stream, flush)
  }
}
