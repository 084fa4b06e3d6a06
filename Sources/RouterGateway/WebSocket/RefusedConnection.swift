import NIOCore
import NIOWebSocket
import RouterCore

/// Tells a client why it is not let in, and closes. The upgrade was completed for this: a refused handshake is an opaque
/// failure in browsers (contract §2).
final class RefusedConnection: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let frame: [UInt8]
  private let code: CloseCode

  init(frame: [UInt8], code: CloseCode) {
    self.frame = frame
    self.code = code
  }

  func handlerAdded(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: frame))), promise: nil)
    let close = WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer(integer: code.rawValue))
    context.writeAndFlush(wrapOutboundOut(close), promise: nil)
    // A peer that does not answer our close frame is not waited for longer than this.
    let channel = context.channel
    context.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if unwrapInboundIn(data).opcode == .connectionClose { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
