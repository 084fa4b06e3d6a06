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
    /// Our close frame is out; the peer has until then to answer.
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
  private var lastEvent: EventNumber?

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

  // MARK: Channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    shard.add(self)
    perform(session.start(serverVersion: settings.version))
    flush()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    shard.remove(self)
    self.context = nil
    state = .closed
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    liveness.heard()
    guard let input = assembler.accept(frame) else { return }
    switch (input, state) {
    case (_, .closed): break
    case (.close, .closing): finish()
    // After our close frame nothing that comes in matters any more (RFC 6455 §5.5.1).
    case (_, .closing): break
    case (.text(let text), .open): perform(session.receive(dialect.parse(text), at: settings.time.now()))
    case (.binary, .open): reject("binary messages are not part of this API")
    case (.ping(let payload), .open): write(.pong, payload)
    case (.pong, .open): break
    case (.close(let code), .open):
      writeClose(code, reason: "")
      finish()
    case (.violation(let code, let reason), .open): close(code, reason: reason)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { flush() }

  func channelInactive(context: ChannelHandlerContext) {
    shard.remove(self)
    state = .closed
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent: drain()
    case ChannelEvent.inputClosed: finish()
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? NIOWebSocketError {
    case .invalidFrameLength: close(.tooBig, reason: "messages have at most \(settings.limits.messageSize) bytes")
    case .some: close(.protocolError, reason: "malformed frame")
    case .none:
      logger.debug("connection error", metadata: ["session": "\(session.id)", "error": "\(error)"])
      finish()
    }
    flush()
  }

  // MARK: Session

  private func perform(_ actions: [SessionAction]) {
    for action in actions {
      switch action {
      case .send(let answer): send(answer)
      case .interestChanged: shard.updateInterest(of: self)
      case .close(let code, let reason): close(code, reason: reason)
      }
    }
  }

  private func reject(_ text: String) {
    perform(session.receive(.invalid(MessageError(family: .connection, text: text)), at: settings.time.now()))
  }

  private func send(_ answer: Answer) {
    write(.text, ByteBuffer(bytes: dialect.render(answer, at: settings.time.now())))
  }

  // MARK: Events

  /// Queues one event's frame, shared with other sessions. False when this session takes no more events.
  func deliver(_ frame: ByteBuffer, _ number: EventNumber) -> Bool {
    guard isOpen, let context else { return false }
    guard pendingBytes(context) <= settings.server.outboundQueue.bytes else {
      disconnectSlowReader()
      return false
    }
    write(.text, frame)
    lastEvent = number
    return true
  }

  private func pendingBytes(_ context: ChannelHandlerContext) -> Int {
    // Asking costs; a writable channel has less than its watermark waiting.
    guard !context.channel.isWritable else { return 0 }
    return (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  private func disconnectSlowReader() {
    logger.info("a slow client is disconnected", metadata: ["session": "\(session.id)"])
    warn("slow_reader", closeCode: .tryAgainLater, retryAfter: .seconds(5))
    close(.tryAgainLater, reason: "reading too slowly")
    flush()
  }

  // MARK: Time and end

  func tick(at now: Timestamp) {
    switch state {
    case .closed: return
    case .closing(let deadline): if now >= deadline { finish() }
    case .open: checkLiveness(at: now)
    }
    flush()
  }

  private func checkLiveness(at now: Timestamp) {
    guard now < session.principal.expires else {
      let text = "the token has expired: connect again with a new one"
      send(.connectionError(.authenticationFailed, text: text, closeCode: .policy, retryAfter: .zero))
      return close(.policy, reason: "token expired")
    }
    switch liveness.check(at: now) {
    case .nothing: break
    case .ping: write(.ping, ByteBuffer())
    case .dead:
      logger.info("a silent client is disconnected", metadata: ["session": "\(session.id)"])
      finish()
    }
  }

  /// Says goodbye for a server stop.
  func drain(retryAfter: Duration = .seconds(1)) {
    guard isOpen else { return }
    warn("server_shutdown", closeCode: .goingAway, retryAfter: retryAfter)
    close(.goingAway, reason: "server shutting down")
    flush()
  }

  private func warn(_ reason: String, closeCode: CloseCode, retryAfter: Duration) {
    send(
      .disconnectWarning(
        DisconnectWarning(
          reason: reason, disconnectIn: .zero, closeCode: closeCode, reconnect: true, retryAfter: retryAfter,
          lastEvent: lastEvent)))
  }

  private func close(_ code: CloseCode, reason: String) {
    guard isOpen else { return }
    writeClose(code, reason: reason)
    state = .closing(deadline: settings.time.now() + Self.closeTimeout)
    shard.removeInterest(of: self)
  }

  private func writeClose(_ code: CloseCode, reason: String) {
    var payload = ByteBuffer(integer: code.rawValue)
    payload.writeString(reason)
    write(.connectionClose, payload)
  }

  private func finish() {
    guard let context else { return }
    state = .closed
    shard.removeInterest(of: self)
    flush()
    context.close(promise: nil)
  }

  // MARK: Frames

  private func write(_ opcode: WebSocketOpcode, _ payload: ByteBuffer) {
    guard let context else { return }
    context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: payload)), promise: nil)
    hasUnflushed = true
  }

  func flush() {
    guard hasUnflushed, let context else { return }
    hasUnflushed = false
    context.flush()
  }
}
