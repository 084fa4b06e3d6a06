import NIOCore

/// How a WebSocket ends (RFC 6455 §7.1): each side says close, then the server ends the transport. A peer that does not do
/// its part is not waited for longer than the timeout.
///
/// The transport ends as §7.1.1 says: our half first, then the rest is read and thrown away until the peer ends its own.
/// A socket that is closed with bytes unread resets the connection, and the peer may lose what was sent last.
struct ClosingHandshake {
  private enum State {
    case open
    /// Our close is out; the peer's has to come.
    case waiting
    /// Nothing more is to be read or written.
    case leaving
  }

  static let timeout = TimeAmount.seconds(5)

  private var state = State.open
  private var deadline: Scheduled<Void>?

  /// Whether neither side has said close.
  var isOpen: Bool { state == .open }
  /// Whether anything that comes in matters.
  var isListening: Bool { state != .leaving }

  /// Says close first.
  mutating func begin(_ code: CloseCode, reason: String = "", _ context: ChannelHandlerContext) {
    guard isOpen else { return }
    write(code.rawValue, reason, context)
    state = .waiting
  }

  /// The peer has said close: it is answered, or it was the answer.
  mutating func receive(_ code: UInt16, _ context: ChannelHandlerContext) {
    if isOpen { write(code, "", context) }
    leave(context)
  }

  /// The peer has broken the protocol: it is told, and no answer will be understood.
  mutating func fail(_ code: CloseCode, reason: String, _ context: ChannelHandlerContext) {
    if isOpen { write(code.rawValue, reason, context) }
    leave(context)
  }

  /// To be called when the transport has ended.
  mutating func end() {
    state = .leaving
    deadline?.cancel()
    deadline = nil
  }

  private mutating func write(_ code: UInt16, _ reason: String, _ context: ChannelHandlerContext) {
    var buffer = ByteBuffer()
    buffer.writeClose(code, reason: reason)
    context.writeAndFlush(NIOAny(buffer), promise: nil)
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: Self.timeout) { channel.close(promise: nil) }
  }

  private mutating func leave(_ context: ChannelHandlerContext) {
    guard isListening else { return }
    state = .leaving
    context.close(mode: .output, promise: nil)
  }
}
