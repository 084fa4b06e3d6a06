import Deflate
import NIOCore
import RouterCore

/// Sends every message back, compressed if it came so: for protocol test suites, through the same reader and writer of frames
/// as the sessions.
///
/// A client that does not take its messages is not read from: what is in memory for it stays bounded by one message and
/// what one turn of the loop reads.
final class EchoConnection: ChannelDuplexHandler, TimerTarget {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  static let path = "/echo"
  /// What protocol test suites go up to, and as much again.
  static let limits = MessageReader.Limits(messageSize: 32 << 20, fragments: 131_072)
  /// Frames are put together up to about this size before they are written.
  private static let pieceSize = 64 << 10

  var timer: TimerWheel.Place?
  private let timers: TimerWheel
  private var liveness: Liveness
  private var context: ChannelHandlerContext?
  private var reader: MessageReader
  private let deflate: PerMessageDeflate?
  /// Made when there is something to compress.
  private var deflater: Deflater?
  private let closing: ClosingHandshake
  private var output = ByteBuffer()
  private var isProceeding = false
  private var owesRead = false

  /// - Parameter deflate: what was agreed on about compression.
  init(_ server: ServerConfig, timers: TimerWheel, deflate: PerMessageDeflate? = nil) {
    self.timers = timers
    self.deflate = deflate
    reader = MessageReader(limits: Self.limits, inflates: deflate != nil)
    closing = ClosingHandshake(timers)
    liveness = Liveness(pingEvery: server.pingEvery, timeout: server.pingTimeout, at: timers.now)
  }

  // MARK: Channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    timers.set(self, at: liveness.nextMoment)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    closing.end()
    timers.cancel(self)
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    liveness.heard()
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
    case .text(let text) where closing.isOpen: echo(.text, text)
    case .binary(let bytes) where closing.isOpen: echo(.binary, bytes)
    case .ping(let payload) where closing.isOpen: output.writeFrame(.pong, payload)
    case .text, .binary, .ping, .pong: break
    }
  }

  /// What came compressed goes back compressed, however little that saves.
  private func echo(_ opcode: WebSocketOpcode, _ message: [UInt8]) {
    guard reader.wasCompressed, let deflate else { return output.writeFrame(opcode, message) }
    if deflater == nil { deflater = Deflater(deflate.window) }
    guard output.writeFrame(opcode, message, by: deflater, atMost: 2 * message.count + 64) != nil else {
      return output.writeFrame(opcode, message)
    }
  }

  private func send(_ context: ChannelHandlerContext) {
    guard output.readableBytes > 0 else { return }
    context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    output = ByteBuffer()
  }

  // MARK: Liveness

  func timeHasCome(_ now: Timestamp) -> Timestamp? {
    guard closing.isOpen, let context else { return nil }
    switch liveness.check(at: now) {
    case .nothing: break
    case .ping:
      output.writeFrame(.ping, [])
      send(context)
    case .dead: context.close(promise: nil)
    }
    return liveness.nextMoment
  }
}
