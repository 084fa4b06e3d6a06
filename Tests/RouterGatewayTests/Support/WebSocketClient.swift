import NIOCore
import RouterCore
import Testing

/// One frame as it stands on the wire, with everything that can be wrong about it.
struct Frame: Equatable, CustomStringConvertible {
  var opcode: UInt8
  var payload: [UInt8] = []
  var fin = true
  var rsv: UInt8 = 0
  var isMasked = true

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
  var text: String { String(decoding: payload, as: UTF8.self) }
  var json: JSONDocument? { opcode == 1 ? try? JSONDocument(parsing: payload) : nil }
  var closeCode: Int? { opcode == 8 && payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }

  var bytes: [UInt8] {
    let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    let flag: UInt8 = isMasked ? 0x80 : 0
    var result = [(fin ? 0x80 : 0) | rsv << 4 | opcode]
    switch payload.count {
    case ..<126: result.append(flag | UInt8(payload.count))
    case ..<65_536: result += [flag | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    default: result += [flag | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
    }
    guard isMasked else { return result + payload }
    return result + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
  }

  init(opcode: UInt8, payload: [UInt8] = [], fin: Bool = true, rsv: UInt8 = 0, isMasked: Bool = true) {
    (self.opcode, self.payload, self.fin, self.rsv, self.isMasked) = (opcode, payload, fin, rsv, isMasked)
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

extension LoopbackClient {
  static func upgrade(_ target: String, _ headers: String = "") -> String {
    """
    GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(headers)\r\n
    """
  }

  func send(_ frame: Frame) async throws { try await send(frame.bytes) }
  func send(json text: String) async throws { try await send(.text(text)) }

  /// Nil at the end of the stream.
  func frame() async -> Frame? { await read { Frame(&$0) } }

  /// Everything up to the close frame, which is the last, or to the end of the stream.
  func framesToClose() async -> [Frame] {
    var frames: [Frame] = []
    while let frame = await frame() {
      frames.append(frame)
      if frame.opcode == 8 { break }
    }
    return frames
  }

  /// The next text frame's `type`, or what came instead.
  func messageType() async -> String? {
    let frame = await frame()
    return frame?.json?.root["type"]?.string ?? frame?.description
  }

  /// Upgrades to a session; what follows `connection_established` is still to be read.
  func beginSession(_ token: String, query: String = "", headers: String = "") async throws {
    try await send(Self.upgrade("/api/v1/ws?token=\(token)\(query)", headers))
    #expect(await response()?.status == 101)
    #expect(await messageType() == "connection_established")
  }

  func subscribe(_ data: String) async throws {
    try await send(json: #"{"type":"subscribe","data":\#(data)}"#)
    #expect(await messageType() == "subscription_confirmed")
  }
}

extension GatewayBench {
  /// A client with a session.
  func session<Result>(
    _ token: String? = nil, query: String = "", receiveBuffer: Int? = nil,
    _ body: (LoopbackClient) async throws -> Result
  ) async throws -> Result {
    let valid = try await String.token()
    return try await LoopbackClient.connected(to: port, receiveBuffer: receiveBuffer) { client in
      try await client.beginSession(token ?? valid, query: query)
      return try await body(client)
    }
  }
}
