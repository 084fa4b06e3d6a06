import NIOCore

/// Tells a client why it is not let in, and closes. The upgrade was completed for this: a refused handshake is an opaque
/// failure in browsers (contract §2).
final class RefusedConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let answer: [UInt8]
  private let code: CloseCode
  private var reader: MessageReader
  private let closing: ClosingHandshake

  /// - Parameters:
  ///   - answer: a text message.
  ///   - limits: of what the client says before it has read the answer.
  ///   - inflates: whether it may say it compressed.
  init(answer: [UInt8], code: CloseCode, limits: MessageReader.Limits, inflates: Bool, timers: TimerWheel) {
    self.answer = answer
    self.code = code
    reader = MessageReader(limits: limits, inflates: inflates)
    closing = ClosingHandshake(timers)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    var buffer = ByteBuffer()
    buffer.writeFrame(.text, answer)
    context.write(wrapOutboundOut(buffer), promise: nil)
    closing.begin(code, context)
  }

  func handlerRemoved(context: ChannelHandlerContext) { closing.end() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard closing.isListening else { return }
    reader.append(unwrapInboundIn(data))
    while let input = reader.next() {
      switch input {
      case .close(let code): closing.receive(code, context)
      case .violation(let code, let reason): closing.fail(code, reason: reason, context)
      case .text, .binary, .ping, .pong: break
      }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
