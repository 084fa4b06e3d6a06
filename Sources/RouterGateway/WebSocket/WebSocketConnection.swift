import ConfigSchema
import Logging
import NIOCore
import NIOWebSocket
import RouterCore

/// Carries one session over a WebSocket: frames in and out, liveness, closing. Everything runs on the channel's loop.
final class WebSocketConnection: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private enum State {
    case open
    /// A close frame is out; the other end has until then to make an end of it.
    case closing(deadline: Timestamp)
    case closed
  }

  private static let closeTimeout = Duration.seconds(5)

  private(set) var session: Session
  let dialect: any Dialect
  let withIDs: Bool
  private let shard: Shard
  private let settings: GatewaySettings
  private let logger: Logger
  private var assembler: MessageAssembler
  private var context: ChannelHandlerContext?
  private var state = State.open
  private var liveness: Liveness
  private var hasUnflushed = false

  init(
    session: Session, dialect: any Dialect, withIDs: Bool, shard: Shard, settings: GatewaySettings, logger: Logger
  ) {
    self.session = session
    self.dialect = dialect
    self.withIDs = withIDs
    self.shard = shard
    self.settings = settings
    self.logger = logger
    assembler = MessageAssembler(maxSize: settings.limits.messageSize)
    liveness = Liveness(
      pingEvery: settings.server.pingEvery, timeout: settings.server.pingTimeout, at: settings.time.now())
  }

  private var isOpen: Bool {
    if case .open = state { return true }
    return false
  }

  /// Completes when the connection has ended.
  var end: EventLoopFuture<Void>? { context?.channel.closeFuture }

  // MARK: Channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    shard.add(self)
    perform(session.start(serverVersion: settings.version))
    flush()
  }

  func handlerRemoved(context: ChannelHandlerContext) { ended() }

  func channelInactive(context: ChannelHandlerContext) {
    ended()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    liveness.heard()
    guard let input = assembler.accept(frame) else { return }
    switch (input, state) {
    case (_, .closed): break
    case (.close, .closing): finish()
    // After a close frame nothing that comes in matters any more (RFC 6455 §5.5.1).
    case (_, .closing): break
    case (.close(let code), .open): answerClose(code)
    case (.violation(let code, let reason), .open): close(code, reason: reason)
    case (.pong, .open): break
    // Whoever asks and does not read the answers is a slow reader too.
    case (_, .open) where !hasRoom(): disconnectSlowReader()
    case (.text(let text), .open): perform(session.receive(dialect.parse(text), at: settings.time.now()))
    case (.binary, .open): reject("binary messages are not part of this API")
    case (.ping(let payload), .open): write(.pong, payload)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { flush() }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent: drain(retryAfter: .seconds(1))
    case ChannelEvent.inputClosed: finish()
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? NIOWebSocketError {
    case .invalidFrameLength: failFraming(.tooBig, "messages have at most \(settings.limits.messageSize) bytes")
    case .some: failFraming(.protocolError, "malformed control frame")
    case .none:
      logger.debug("connection error", metadata: ["session": "\(session.id)", "error": "\(error)"])
      finish()
    }
  }

  // MARK: Session

  private func perform(_ actions: [SessionAction]) {
    for action in actions {
      switch action {
      case .send(let answer): write(.text, ByteBuffer(bytes: dialect.render(answer, at: settings.time.now())))
      case .interestChanged: shard.updateInterest(of: self)
      case .close(let code, let reason): close(code, reason: reason)
      }
    }
  }

  private func reject(_ text: String) {
    perform(session.receive(.invalid(MessageError(family: .connection, text: text)), at: settings.time.now()))
  }

  // MARK: Events

  /// Queues one event's frame, shared with other sessions. False when this session takes no more events.
  func deliver(_ frame: ByteBuffer, _ number: EventNumber) -> Bool {
    guard isOpen else { return false }
    guard hasRoom() else {
      disconnectSlowReader()
      return false
    }
    write(.text, frame)
    session.lastEvent = number
    return true
  }

  /// Whether more may wait for this client.
  private func hasRoom() -> Bool {
    guard pendingBytes > settings.server.outboundQueue.bytes else { return true }
    // What nobody has flushed yet does not wait for the client.
    flush()
    return pendingBytes <= settings.server.outboundQueue.bytes
  }

  private var pendingBytes: Int {
    // Asking costs; a writable channel has less than its watermark waiting.
    guard let channel = context?.channel, !channel.isWritable else { return 0 }
    return (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  private func disconnectSlowReader() {
    logger.info("a slow client is disconnected", metadata: ["session": "\(session.id)"])
    perform(session.giveUpSlowReader())
    flush()
  }

  // MARK: Time

  func tick(at now: Timestamp) {
    switch state {
    case .closed: return
    case .closing(let deadline): if now >= deadline { finish() }
    case .open:
      perform(session.passTime(at: now))
      checkLiveness(at: now)
    }
    flush()
  }

  private func checkLiveness(at now: Timestamp) {
    guard isOpen else { return }
    switch liveness.check(at: now) {
    case .nothing: break
    case .ping: write(.ping, ByteBuffer())
    case .dead:
      logger.info("a silent client is disconnected", metadata: ["session": "\(session.id)"])
      finish()
    }
  }

  // MARK: End

  /// Says goodbye for a server stop.
  func drain(retryAfter: Duration) {
    guard isOpen else { return }
    perform(session.drain(retryAfter: retryAfter))
    flush()
  }

  private func close(_ code: CloseCode, reason: String) {
    guard isOpen else { return }
    writeClose(code.rawValue, reason: reason)
    beginClosing()
  }

  /// The peer has said goodbye and waits for us to end the connection, which may take what is still to be written.
  private func answerClose(_ code: UInt16) {
    guard let context else { return }
    let written = context.eventLoop.makePromise(of: Void.self)
    writeClose(code, reason: "", written)
    beginClosing()
    flush()
    written.futureResult.assumeIsolated().whenComplete { _ in self.finish() }
  }

  /// NIO's decoder has given up, so the peer's answer will not be heard: we end our half, and the peer ends its own.
  private func failFraming(_ code: CloseCode, _ reason: String) {
    guard isOpen else { return }
    close(code, reason: reason)
    flush()
    context?.close(mode: .output, promise: nil)
  }

  private func beginClosing() {
    state = .closing(deadline: settings.time.now() + Self.closeTimeout)
    shard.removeInterest(of: self)
  }

  private func finish() {
    guard let context else { return }
    flush()
    ended()
    context.close(promise: nil)
  }

  private func ended() {
    state = .closed
    context = nil
    shard.remove(self)
  }

  // MARK: Frames

  private func writeClose(_ code: UInt16, reason: String, _ promise: EventLoopPromise<Void>? = nil) {
    var payload = ByteBuffer(integer: code)
    payload.writeString(reason)
    write(.connectionClose, payload, promise)
  }

  private func write(
    _ opcode: NIOWebSocket.WebSocketOpcode, _ payload: ByteBuffer, _ promise: EventLoopPromise<Void>? = nil
  ) {
    guard let context else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: payload)), promise: promise)
    hasUnflushed = true
  }

  func flush() {
    guard hasUnflushed, let context else { return }
    hasUnflushed = false
    context.flush()
  }
}
