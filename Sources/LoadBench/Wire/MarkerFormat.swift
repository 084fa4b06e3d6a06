import NIOCore

#if canImport(Glibc)
  import Glibc
#endif

/// What a bench writes into its events and requests, and finds again in what comes back.
struct Marker: Equatable {
  /// When it was sent, or was due: `MonotonicTime`.
  let time: UInt64
  let number: UInt64
}

/// A marker as text: `jbench:<run>:<time>:<number>`, all hexadecimal and of a fixed width, so that finding one is a
/// comparison and reading it a few shifts.
struct MarkerFormat: Sendable {
  /// Bytes of a marker.
  static let size = prefixSize + 16 + 1 + 16
  private static let prefixSize = 16

  /// Tells this run from others against the same server.
  private let prefix: [UInt8]

  init(run: UInt32) { prefix = Array("jbench:".utf8) + Self.hexadecimal(UInt64(run), digits: 8) + [colon] }

  // MARK: Writing

  func append(_ marker: Marker, to buffer: inout ByteBuffer) {
    buffer.writeBytes(prefix)
    buffer.writeBytes(Self.hexadecimal(marker.time, digits: 16))
    buffer.writeInteger(colon)
    buffer.writeBytes(Self.hexadecimal(marker.number, digits: 16))
  }

  private static func hexadecimal(_ value: UInt64, digits: Int) -> [UInt8] {
    (0..<digits).map { index in
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 * (digits - 1 - index))) & 0xf
      return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
    }
  }

  // MARK: Finding

  /// The marker in a message, if it has one of this run.
  /// - Parameter hint: where the last one was, which is where the next one is likely to be; kept up to date.
  func find(in message: UnsafeRawBufferPointer, hint: inout Int) -> Marker? {
    guard message.count >= Self.size else { return nil }
    if !isPrefix(at: hint, of: message) {
      guard let place = search(message) else { return nil }
      hint = place
    }
    return Marker(
      time: Self.number(message, at: hint + Self.prefixSize),
      number: Self.number(message, at: hint + Self.prefixSize + 17))
  }

  private func isPrefix(at offset: Int, of message: UnsafeRawBufferPointer) -> Bool {
    guard let base = message.baseAddress, offset <= message.count - Self.size else { return false }
    return memcmp(base + offset, prefix, Self.prefixSize) == 0
  }

  private func search(_ message: UnsafeRawBufferPointer) -> Int? {
    (0...message.count - Self.size).first { message[$0] == prefix[0] && isPrefix(at: $0, of: message) }
  }

  /// 16 hexadecimal digits. They are ours, so they are not checked: anything else gives some number.
  private static func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    eight(bytes, at: offset) << 32 | eight(bytes, at: offset + 8)
  }

  /// Eight digits at once: every byte becomes its digit, then neighbours are joined.
  private static func eight(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    let text = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    var digits = (text & 0x0f0f_0f0f_0f0f_0f0f) &+ 9 &* ((text >> 6) & 0x0101_0101_0101_0101)
    digits = (digits | digits >> 4) & 0x00ff_00ff_00ff_00ff
    digits = (digits | digits >> 8) & 0x0000_ffff_0000_ffff
    return (digits | digits >> 16) & 0xffff_ffff
  }
}

private let colon = UInt8(ascii: ":")
