import NIOCore
import NIOWebSocket

/// Puts frames together to messages and holds them against RFC 6455. NIO's decoder has checked lengths and that control
/// frames are short and whole; everything else is here. A value: frames in, inputs out.
struct MessageAssembler {
  enum Input: Equatable {
    case text([UInt8])
    case binary
    case ping(ByteBuffer)
    case pong
    /// The peer closes; the code is what to answer with (RFC 6455 §5.5.1: its own).
    case close(UInt16)
    /// The connection must be closed with this code.
    case violation(CloseCode, String)
  }

  /// Empty fragments have no size that could be bounded.
  private static let maxFragments = 4096

  private let maxSize: Int
  private var bytes: [UInt8] = []
  private var fragments = 0
  private var kind: NIOWebSocket.WebSocketOpcode?

  /// - Parameter maxSize: bytes of one message, however many fragments it has.
  init(maxSize: Int) { self.maxSize = maxSize }

  /// Nil when the message is not complete yet.
  mutating func accept(_ frame: WebSocketFrame) -> Input? {
    guard frame.maskKey != nil else { return .violation(.protocolError, "client frames must be masked") }
    guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
      return .violation(.protocolError, "reserved bits are set and no extension was negotiated")
    }
    switch frame.opcode {
    case .text, .binary:
      guard kind == nil else { return .violation(.protocolError, "a new message inside a fragmented one") }
      kind = frame.opcode
      return append(frame)
    case .continuation:
      guard kind != nil else { return .violation(.protocolError, "a continuation without a beginning") }
      return append(frame)
    case .ping: return .ping(frame.unmaskedData)
    case .pong: return .pong
    case .connectionClose: return Self.close(frame.unmaskedData)
    default: return .violation(.protocolError, "unknown opcode")
    }
  }

  private mutating func append(_ frame: WebSocketFrame) -> Input? {
    fragments += 1
    guard frame.length <= maxSize - bytes.count else {
      return .violation(.tooBig, "messages have at most \(maxSize) bytes")
    }
    guard fragments <= Self.maxFragments else {
      return .violation(.tooBig, "messages have at most \(Self.maxFragments) fragments")
    }
    bytes.append(contentsOf: frame.unmaskedData.readableBytesView)
    guard frame.fin, let kind else { return nil }
    defer { (bytes, fragments, self.kind) = ([], 0, nil) }
    guard kind == .text else { return .binary }
    guard Self.isUTF8(bytes) else { return .violation(.invalidUTF8, "a text message must be UTF-8") }
    return .text(bytes)
  }

  private static func close(_ payload: ByteBuffer) -> Input {
    var payload = payload
    guard payload.readableBytes > 0 else { return .close(CloseCode.normal.rawValue) }
    guard let code = payload.readInteger(as: UInt16.self), isAllowed(code) else {
      return .violation(.protocolError, "bad close code")
    }
    let reason = Array(payload.readableBytesView)
    return isUTF8(reason) ? .close(code) : .violation(.invalidUTF8, "the close reason is not UTF-8")
  }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool { (try? UTF8Span(validating: bytes.span)) != nil }

  /// RFC 6455 §7.4: the registered codes that may appear on the wire, and the ranges for libraries and applications.
  private static func isAllowed(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
