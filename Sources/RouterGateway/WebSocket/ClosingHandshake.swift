import NIOCore

/// How a WebSocket ends (RFC 6455 §7.1): each side says close, then the server ends the transport. A peer that does not do
/// its part is not waited for longer than the timeout.
///
/// The transport ends as §7.1.1 says: our half first, then the rest is read and thrown away until the peer ends its own.
/// A socket that is closed with bytes unread resets the connection, and the peer may lose what was sent last.
///
/// A class, because writing may end the connection at once and so come back here.
final class ClosingHandshake {
  private enum State {
    case open
    /// Our close is out; the peer's has to come.
    case waiting
    /// Nothing more is to be read or written.
    case leaving
  }

  static let timeout = Duration.seconds(5)

  private let framing: Framing
  private let timers: TimerWheel
  private var state = State.open
  private var deadline: Deadline?

  init(_ timers: TimerWheel, _ framing: Framing = .webSocket) {
    self.framing = framing
    self.timers = timers
  }

  /// Whether neither side has said close.
  var isOpen: Bool { state == .open }
  /// Whether anything that comes in matters.
  var isListening: Bool { state != .leaving }

  /// Says close first.
  func begin(_ code: CloseCode, reason: String = "", _ context: ChannelHandlerContext) {
    guard isOpen else { return }
    state = .waiting
    write(code.rawValue, reason, context)
    // Whoever reads a stream has nothing to say to its end.
    if framing == .chunked { leave(context, andClose: true) }
  }

  /// The peer has said close: it is answered, or it was the answer.
  func receive(_ code: UInt16, _ context: ChannelHandlerContext) {
    if isOpen { write(code, "", context) }
    // Behind its close nothing comes from the peer (RFC 6455 §5.5.1), so nothing is lost by not waiting for its end.
    leave(context, andClose: true)
  }

  /// The peer has broken the protocol: it is told, and no answer will be understood.
  func fail(_ code: CloseCode, reason: String, _ context: ChannelHandlerContext) {
    if isOpen { write(code.rawValue, reason, context) }
    leave(context)
  }

  /// To be called when the transport has ended.
  func end() {
    state = .leaving
    if let deadline { timers.cancel(deadline) }
    deadline = nil
  }

  private func write(_ code: UInt16, _ reason: String, _ context: ChannelHandlerContext) {
    var buffer = ByteBuffer()
    framing.writeClose(code, reason: reason, to: &buffer)
    let channel = context.channel
    deadline = timers.after(Self.timeout) { channel.close(promise: nil) }
    context.writeAndFlush(NIOAny(buffer), promise: nil)
  }

  /// - Parameter isDone: whether nothing more is to come from the peer.
  private func leave(_ context: ChannelHandlerContext, andClose isDone: Bool = false) {
    guard isListening else { return }
    state = .leaving
    guard isDone else { return context.close(mode: .output, promise: nil) }
    let channel = context.channel
    let isOut = context.eventLoop.makePromise(of: Void.self)
    isOut.futureResult.whenComplete { _ in channel.close(promise: nil) }
    // What has been written goes out first.
    context.close(mode: .output, promise: isOut)
  }
}
