import NIOCore

/// Writes the frames of a client, masked as RFC 6455 §5.3 asks.
struct ClientFrame: Sendable {
  /// One key for all frames: it is there to keep the text of web pages out of proxies, and a bench is no web page.
  private let key: [UInt8]

  init() {
    let random = UInt32.random(in: .min ... .max)
    key = withUnsafeBytes(of: random) { Array($0) }
  }

  func append(_ kind: ServerFrame.Kind, _ payload: some Collection<UInt8>, to buffer: inout ByteBuffer) {
    buffer.writeInteger(0x80 | kind.rawValue)
    switch payload.count {
    case ..<126: buffer.writeInteger(0x80 | UInt8(payload.count))
    case ..<65_536:
      buffer.writeInteger(0x80 | UInt8(126))
      buffer.writeInteger(UInt16(payload.count))
    default:
      buffer.writeInteger(0x80 | UInt8(127))
      buffer.writeInteger(UInt64(payload.count))
    }
    buffer.writeBytes(key)
    buffer.writeBytes(zip(payload, 0...).lazy.map { byte, index in byte ^ key[index & 3] })
  }
}
