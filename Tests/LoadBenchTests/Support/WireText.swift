@testable import LoadBench

/// The other side of the wire, written without the module's own code.
enum WireText {
  static func frame(_ kind: ServerFrame.Kind, _ payload: [UInt8]) -> [UInt8] {
    let size = payload.count
    let length: [UInt8] =
      switch size {
      case ..<126: [UInt8(size)]
      case ..<65_536: [126, UInt8(size >> 8), UInt8(size & 255)]
      default: [127] + (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * (7 - $0))) }
      }
    return [0x80 | kind.rawValue] + length + payload
  }

  static func frame(_ text: String) -> [UInt8] { frame(.text, Array(text.utf8)) }

  /// The first frame of a client; nil when it is not whole or not masked.
  static func unmasked(_ bytes: [UInt8]) -> (opcode: UInt8, payload: [UInt8], rest: [UInt8])? {
    guard bytes.count >= 6, bytes[0] & 0xf0 == 0x80, bytes[1] & 0x80 != 0 else { return nil }
    var (begin, size) = (2, Int(bytes[1] & 0x7f))
    if size == 126 { (begin, size) = (4, Int(bytes[2]) << 8 | Int(bytes[3])) }
    if size == 127 { (begin, size) = (10, bytes[2..<10].reduce(0) { $0 << 8 | Int($1) }) }
    let key = Array(bytes[begin..<begin + 4])
    let payload = bytes.dropFirst(begin + 4).prefix(size).enumerated().map { $1 ^ key[$0 % 4] }
    guard payload.count == size else { return nil }
    return (bytes[0] & 0xf, payload, Array(bytes.dropFirst(begin + 4 + size)))
  }
}
