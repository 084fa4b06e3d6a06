import CZlib

/// CRC-32 (ISO 3309, as in zip), by which a row of the log knows that it is whole: SQLite has no checksums of its own
/// outside its write-ahead log.
package struct Checksum: Sendable {
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    value = UInt32(
      truncatingIfNeeded: crc32_z(uLong(value), start.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// With its length, so that two texts side by side cannot be cut elsewhere. Nil differs from the empty text.
  package mutating func add(_ text: String?) {
    guard var text else { return add(Int64(-1)) }
    text.withUTF8 { bytes in
      add(Int64(bytes.count))
      add(UnsafeRawBufferPointer(bytes))
    }
  }

  package mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { add($0) }
  }
}
