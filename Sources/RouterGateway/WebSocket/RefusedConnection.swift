import NIOCore
import NIOWebSocket
import RouterCore

/// Tells a client why it is not let in, and closes. The upgrade was completed for this: a refused handshake is an opaque
/// failure in browsers (contract §2).
final class RefusedConnection: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  /// A peer that does not answer our close frame is not waited for longer than this.
  private static let closeTimeout = TimeAmount.seconds(5)

  private let frame: [UInt8]
  private let code: CloseCode
  private var deadline: Scheduled<Void>?

  init(frame: [UInt8], code: CloseCode) {
    self.frame = frame
    self.code = code
  }

  func handlerAdded(context: ChannelHandlerContext) {
    context.write(
      wrapOutboundOut(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: frame))), promise: nil)
    let close = WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer(integer: code.rawValue))
    context.writeAndFlush(wrapOutboundOut(close), promise: nil)
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: Self.closeTimeout) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if unwrapInboundIn(data).opcode == .connectionClose { context.close(promise: nil) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
