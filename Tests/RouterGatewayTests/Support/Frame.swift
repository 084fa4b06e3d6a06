import NIOCore

/// One frame as it stands on the wire, with everything that can be wrong about it.
struct Frame: Equatable, CustomStringConvertible {
  var opcode: UInt8
  var payload: [UInt8] = []
  var fin = true
  var rsv: UInt8 = 0
  var isMasked = true
  var mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
  /// How many bytes say the length, beside the first seven bits; nil means as few as possible.
  var lengthBytes: Int?

  static func text(_ text: String, fin: Bool = true) -> Frame { Frame(opcode: 1, payload: Array(text.utf8), fin: fin) }
  static func continuation(_ text: String, fin: Bool = true) -> Frame {
    Frame(opcode: 0, payload: Array(text.utf8), fin: fin)
  }
  static func binary(_ bytes: [UInt8]) -> Frame { Frame(opcode: 2, payload: bytes) }
  static func ping(_ text: String = "") -> Frame { Frame(opcode: 9, payload: Array(text.utf8)) }
  static func pong(_ text: String = "") -> Frame { Frame(opcode: 10, payload: Array(text.utf8)) }
  static func close(_ code: UInt16, _ reason: String = "") -> Frame {
    Frame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
  }

  var description: String { "\(opcode):\(String(decoding: payload.prefix(200), as: UTF8.self))" }
  /// Inflated if it is a whole message that came compressed.
  var message: [UInt8] { rsv == 4 ? NaiveInflater(whole: payload, most: 1 << 24).output : payload }
  var isCompressed: Bool { rsv == 4 }
  var text: String { String(decoding: message, as: UTF8.self) }
  var closeCode: Int? { opcode == 8 && payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }

  var bytes: [UInt8] {
    let flag: UInt8 = isMasked ? 0x80 : 0
    let first = (fin ? 0x80 : 0) | rsv << 4 | opcode
    let length = lengthBytes ?? (payload.count < 126 ? 0 : payload.count < 65_536 ? 2 : 8)
    let short = length == 0 ? UInt8(payload.count) : length == 2 ? 126 : 127
    let head =
      [first, flag | short] + (0..<length).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
    return isMasked ? head + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] } : head + payload
  }

  init(
    opcode: UInt8, payload: [UInt8] = [], fin: Bool = true, rsv: UInt8 = 0, isMasked: Bool = true,
    lengthBytes: Int? = nil
  ) {
    (self.opcode, self.payload, self.fin, self.rsv) = (opcode, payload, fin, rsv)
    (self.isMasked, self.lengthBytes) = (isMasked, lengthBytes)
  }

  /// Takes a server's frame off the front; nil when it has not come completely.
  init?(_ buffer: inout ByteBuffer) {
    var rest = buffer
    guard let first = rest.readInteger(as: UInt8.self), let second = rest.readInteger(as: UInt8.self) else {
      return nil
    }
    let length: Int? =
      switch second & 0x7F {
      case 126: rest.readInteger(as: UInt16.self).map { Int($0) }
      case 127: rest.readInteger(as: UInt64.self).map { Int($0) }
      case let short: Int(short)
      }
    guard let length, let payload = rest.readBytes(length: length) else { return nil }
    self.init(
      opcode: first & 0x0F, payload: payload, fin: first & 0x80 != 0, rsv: first >> 4 & 7, isMasked: second & 0x80 != 0)
    buffer = rest
  }
}
