import NIOCore

/// Sends every message back: for protocol test suites, through the same reader and writer of frames as the sessions.
///
/// A client that does not take its messages is not read from: what is in memory for it stays bounded by one message and
/// what one turn of the loop reads.
final class EchoConnection: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  static let path = "/echo"
  /// What protocol test suites go up to, and as much again.
  static let limits = MessageReader.Limits(messageSize: 32 << 20, fragments: 131_072)
  /// Frames are put together up to about this size before they are written.
  private static let pieceSize = 64 << 10

  private let pingEvery: TimeAmount
  private let pingTimeout: TimeAmount
  private var reader = MessageReader(limits: limits)
  private var closing = ClosingHandshake()
  private var output = ByteBuffer()
  private var isProceeding = false
  private var owesRead = false
  private var hasBeenHeard = false
  private var watch: Scheduled<Void>?

  init(_ server: ServerConfig) {
    pingEvery = server.pingEvery.timeAmount
    pingTimeout = server.pingTimeout.timeAmount
  }

  // MARK: Channel

  func handlerAdded(context: ChannelHandlerContext) { waitToPing(context) }

  func handlerRemoved(context: ChannelHandlerContext) {
    closing.end()
    watch?.cancel()
    watch = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    hasBeenHeard = true
    reader.append(unwrapInboundIn(data))
    proceed(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    proceed(context)
    readIfOwed(context)
  }

  func read(context: ChannelHandlerContext) {
    owesRead = true
    readIfOwed(context)
  }

  private func readIfOwed(_ context: ChannelHandlerContext) {
    guard owesRead, takesInput(context) else { return }
    owesRead = false
    context.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      closing.begin(.goingAway, reason: "the server stops", context)
      readIfOwed(context)
    case ChannelEvent.inputClosed: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  // MARK: Messages

  /// Answers as long as the client takes the answers.
  private func proceed(_ context: ChannelHandlerContext) {
    // Writing may make the channel writable again, which calls this.
    guard !isProceeding else { return }
    isProceeding = true
    while takesInput(context), let input = reader.next() {
      answer(input, context)
      if output.readableBytes >= Self.pieceSize { send(context) }
    }
    send(context)
    isProceeding = false
  }

  /// Nothing is written once a close is out, so nothing need wait for the client then.
  private func takesInput(_ context: ChannelHandlerContext) -> Bool { context.channel.isWritable || !closing.isOpen }

  private func answer(_ input: MessageReader.Input, _ context: ChannelHandlerContext) {
    switch input {
    case .close(let code):
      send(context)
      closing.receive(code, context)
    case .violation(let code, let reason):
      send(context)
      closing.fail(code, reason: reason, context)
    case .text(let text) where closing.isOpen: output.writeFrame(.text, text)
    case .binary(let bytes) where closing.isOpen: output.writeFrame(.binary, bytes)
    case .ping(let payload) where closing.isOpen: output.writeFrame(.pong, payload)
    case .text, .binary, .ping, .pong: break
    }
  }

  private func send(_ context: ChannelHandlerContext) {
    guard output.readableBytes > 0 else { return }
    context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    output = ByteBuffer()
  }

  // MARK: Liveness

  private func waitToPing(_ context: ChannelHandlerContext) {
    watch = context.eventLoop.assumeIsolated().scheduleTask(in: pingEvery) { self.ping(context) }
  }

  private func ping(_ context: ChannelHandlerContext) {
    guard closing.isOpen else { return }
    output.writeFrame(.ping, [])
    send(context)
    hasBeenHeard = false
    watch = context.eventLoop.assumeIsolated().scheduleTask(in: pingTimeout) {
      if self.hasBeenHeard { self.waitToPing(context) } else { context.close(promise: nil) }
    }
  }
}
