import ConfigSchema
import Logging
import NIOCore
import RouterCore

/// Carries one session, over a WebSocket or an event stream: bytes in and out, liveness, closing. Everything runs on the
/// channel's loop.
///
/// While the socket takes what it is given, events are written as they come. When it does not, nothing more is given to it:
/// the session keeps its place in the shard's ring and goes on from there when the socket is empty again.
final class SessionConnection: ChannelInboundHandler, TimerTarget {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Not writable means that something is left after a flush, writable again that everything has gone.
  static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 1, high: 1)
  /// Answers that may wait in the socket's queue before no more questions are read.
  static let answerBound = 64 << 10
  /// Changes of the subscriptions while the session is behind.
  private static let changeBound = 8

  var session: Session
  private(set) var form: FrameForm
  /// Its place among the connections of its user.
  var seat: PoolSeat?
  var membership: Membership?
  var timer: TimerWheel.Place?
  let shard: Shard
  private let isEncrypted: Bool
  /// What was agreed on about compression.
  let deflate: PerMessageDeflate?
  /// Nil where the client has nothing more to say.
  private var reader: MessageReader?
  var context: ChannelHandlerContext?
  private let closing: ClosingHandshake
  private var liveness: Liveness
  /// Answers in their frames, not yet written.
  var answers = ByteBuffer()
  /// Bytes of answers written since the socket was last empty.
  private(set) var waitingAnswers = 0
  var hasUnflushed = false
  /// Whether the socket has taken everything: the channel's watermark is one byte.
  var isSocketEmpty = true
  /// Nil where everything has to go through the channel.
  private var socket: DirectSocket?
  private var isReading = true
  var lag: Lag?
  /// The metrics that were put together when the client was slow, first and last.
  var conflated: ClosedRange<EventNumber>?
  /// Nil when the session is not, or no longer, on its way back.
  var resumption: Resumption?
  var isCatchingUp = false
  /// Metrics, if the session has an interval of its own for them.
  var sampler: MetricsSampler?
  /// What is under way, and what waits for it.
  var lanes = RequestLanes()
  /// What the client says next is judged by the new token.
  var isCheckingToken = false
  /// Where orders for the agent come in whose connection it is.
  var line: AgentLine?
  /// Whether the client is still to be told that connections have come or gone.
  var owesPool = false
  /// What the shard delivers by.
  private var interest = SubscriptionSet()
  /// Whether what is to be remembered of the session has been handed on.
  var hasLeft = false
  /// What was said unasked.
  private var unasked = 0

  /// - Parameters:
  ///   - session: a new one. If another is resumed, its principal counts.
  ///   - seat: nil where connections are not counted.
  ///   - isEncrypted: whether the channel does more with bytes than write them.
  ///   - deflate: what was agreed on about compression.
  ///   - request: what the client wants to resume.
  init(
    session: Session, shard: Shard, isEncrypted: Bool, seat: PoolSeat? = nil,
    deflate: PerMessageDeflate? = nil,
    resuming request: ResumeRequest? = nil
  ) {
    self.seat = seat
    form = FrameForm(session.rules.dialect, session.options, deflate)
    resumption = request.map { Resumption($0) }
    self.isEncrypted = isEncrypted
    self.deflate = deflate
    self.session = session
    self.shard = shard
    let settings = shard.context.settings
    let framing = form.dialect.framing
    reader =
      framing == .webSocket ? MessageReader(limits: session.limits.reading, inflates: deflate != nil) : nil
    closing = ClosingHandshake(shard.timers, framing)
    liveness = Liveness(framing, settings.server, at: settings.time.now())
  }

  var isOpen: Bool { closing.isOpen && context != nil }

  /// Whether events wait: for the socket, or for those that come before them.
  var isBehind: Bool { lag != nil || resumption != nil }

  /// Whether the client has been welcomed: nothing else may come first.
  var isWelcome: Bool { resumption?.isWelcome != false }

  /// Completes when the connection has ended.
  var end: EventLoopFuture<Void>? { context?.channel.closeFuture }

  var now: Timestamp { shard.context.settings.time.now() }
  var logger: Logger { shard.context.logger }

  // MARK: Channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    shard.add(self)
    seat?.occupy(by: self)
    shard.timers.set(self, at: nextMoment)
    begin()
    // With what the channel has been left by the handshake.
    flush()
    if !isEncrypted { socket = DirectSocket(context.channel) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { ended() }

  func channelInactive(context: ChannelHandlerContext) {
    ended()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard reader != nil else { return }
    hear()
    reader?.append(unwrapInboundIn(data))
    readMessages()
  }

  /// The other side is there.
  func hear() {
    liveness.heard()
    seat?.silentSince = nil
  }

  func channelReadComplete(context: ChannelHandlerContext) { flush() }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isSocketEmpty = context.channel.isWritable
    guard isSocketEmpty else { return }
    waitingAnswers = 0
    if let replay = resumption?.replay { replay.goOn() } else if lag != nil { catchUp() }
    resumeReading()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      warnOfDrain(retryAfter: .seconds(1))
      closeForDrain()
    case ChannelEvent.inputClosed: finish()
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    logger.debug("connection error", metadata: ["session": "\(session.id)", "error": "\(error)"])
    finish()
  }

  // MARK: Messages

  private func readMessages() {
    while isReading, let input = reader?.next() {
      handle(input)
      if answers.readableBytes > Self.answerBound { flush() }
      if isAsking, isOpen { pauseReading() }
    }
  }

  /// Whoever asks and does not read is asked to wait: answers are never dropped, and what subscriptions were when an event
  /// came is remembered.
  private var isAsking: Bool { waitingAnswers > Self.answerBound || changes >= Self.changeBound }

  /// Changes of the subscriptions since the session is behind.
  private var changes: Int { lag?.changes ?? resumption?.replay?.changes ?? 0 }

  private func handle(_ input: MessageReader.Input) {
    guard let context else { return }
    switch input {
    case .close(let code):
      writeAnswers()
      closing.receive(code, context)
      leave()
    case .violation(let code, let reason):
      writeAnswers()
      closing.fail(code, reason: reason, context)
      leave()
    // After a close frame nothing that comes in matters any more (RFC 6455 §5.5.1).
    case _ where !isOpen: break
    case .pong: break
    case .text(let text):
      let parsed = form.dialect.parse(text)
      perform(session.receive(parsed.message, at: now), for: parsed.tag)
    case .binary: reject("binary messages are not part of this API")
    case .ping(let payload):
      answers.writeFrame(.pong, payload)
      hasUnflushed = true
    }
  }

  func pauseReading() {
    isReading = false
    try? context?.channel.syncOptions?.setOption(.autoRead, value: false)
  }

  func resumeReading() {
    guard !isReading, isSocketEmpty, !isAsking, isWelcome, !isCheckingToken, let context else { return }
    isReading = true
    readMessages()
    flush()
    if isReading { try? context.channel.syncOptions?.setOption(.autoRead, value: true) }
  }

  private func reject(_ text: String) {
    perform(session.receive(.invalid(MessageError(family: .connection, text: text)), at: now))
  }

  /// - Parameter tag: of the message that they come from. A message is answered once: what is said behind the first answer is
  ///   said unasked.
  func perform(_ actions: [SessionAction], for tag: RequestTag? = nil) {
    var tag = tag
    for action in actions {
      switch action {
      case .send(let answer): send(answer, tag)
      case .interestChanged: changeInterest()
      case .command(let command, let isConfirmed): self.command(command, isConfirmed: isConfirmed, tag)
      case .orderDone(let reply): orderDone(reply)
      case .publish(let request): publish(request, tag)
      case .refreshToken(let token): refreshToken(token, tag)
      case .authenticate(let token): authenticate(token, tag)
      case .request(let request): self.request(request, tag)
      case .reconnect(let last, let events): reconnect(after: last, events, tag)
      case .principalChanged:
        shard.timers.set(self, at: nextMoment)
        openLine()
      case .optionsChanged: changeOptions()
      case .showOptions: send(.configurationUpdated(effectiveOptions), tag)
      case .showPool: showPool()
      case .forget: forgetSession()
      case .close(let code, let reason): close(code, reason: reason)
      }
      if action.isAnswer { tag = nil }
    }
  }

  func changeInterest() {
    let before = interest
    guard before != session.visibleSubscriptions else { return }
    session.history.add(before, until: shard.inbox.settled.position)
    lag?.replace(before, at: shard.ring.end)
    resumption?.replay?.changes += 1
    showInterest()
    note()
  }

  /// Tells the shard what the session wants to hear from now on.
  func showInterest() {
    interest = session.visibleSubscriptions
    shard.updateInterest(of: self)
    // What waits is not asked for any more.
    if let metrics = shard.metrics, interest.types[metrics] == nil { stopSampling() }
  }

  private func changeOptions() {
    speak(session.options)
    showInterest()
    changeSampling()
    note()
  }

  func speak(_ options: SessionOptions) { form = FrameForm(form.dialect, options, deflate) }

  private var effectiveOptions: SessionOptions {
    var options = session.options
    options.compression = options.compression && deflate != nil
    return options
  }

  func send(_ answer: Answer, _ tag: RequestTag?) {
    // Nothing stands behind a goodbye (RFC 6455 §5.5.1).
    guard isOpen else { return }
    let context = AnswerContext(now: now, tag: tag, ordinal: unasked + 1)
    guard shard.write(answer, form, context, to: &answers) else { return }
    if tag == nil { unasked += 1 }
    hasUnflushed = true
  }

  // MARK: Time

  func timeHasCome(_ now: Timestamp) -> Timestamp? {
    guard isWelcome else { return nextMoment }
    perform(session.passTime(at: now))
    checkLiveness(at: now)
    flush()
    return isOpen ? nextMoment : nil
  }

  private var nextMoment: Timestamp { min(liveness.nextMoment, session.nextMoment) }

  private func checkLiveness(at now: Timestamp) {
    guard isOpen else { return }
    switch liveness.check(at: now) {
    case .nothing: break
    case .ping:
      form.dialect.framing.writePing(to: &answers)
      hasUnflushed = true
      // Streams have no pongs: nothing is known of them.
      if reader != nil { seat?.silentSince = liveness.waitingSince }
    case .dead:
      logger.info("a silent client is disconnected", metadata: ["session": "\(session.id)"])
      finish()
    }
  }

  // MARK: End

  /// Announces a server stop.
  func warnOfDrain(retryAfter: Duration) {
    guard isOpen, isWelcome else { return }
    perform(session.warnOfDrain(retryAfter: retryAfter))
    flush()
  }

  /// Says goodbye for a server stop.
  func closeForDrain() {
    guard isOpen else { return }
    perform(session.closeForDrain())
    flush()
  }

  private func close(_ code: CloseCode, reason: String) {
    guard isOpen, let context else { return }
    writeAnswers()
    closing.begin(code, reason: reason, context)
    leave()
  }

  /// Nothing but the other side's goodbye matters any more.
  private func leave() {
    closeLine()
    leaveSession()
    if let seat { shard.context.services.pools.leave(seat) }
    lag = nil
    stopSampling()
    shard.timers.cancel(self)
    shard.removeInterest(of: self)
    guard !isReading else { return }
    isReading = true
    try? context?.channel.syncOptions?.setOption(.autoRead, value: true)
  }

  private func finish() {
    guard let context else { return }
    flush()
    ended()
    context.close(promise: nil)
  }

  private func ended() {
    closeLine()
    leaveSession()
    closing.end()
    context = nil
    lag = nil
    stopSampling()
    shard.remove(self)
    if let seat { shard.context.services.pools.leave(seat) }
  }

  // MARK: Writing

  /// Leaves the answers to the channel, without a flush.
  func writeAnswers() {
    guard answers.readableBytes > 0, let context else { return }
    waitingAnswers += answers.readableBytes
    context.write(wrapOutboundOut(answers), promise: nil)
    answers = ByteBuffer()
    hasUnflushed = true
  }

  /// Writes and flushes: to the socket itself if nothing waits before it.
  func send(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    guard isSocketEmpty, let socket else { return context.writeAndFlush(wrapOutboundOut(buffer), promise: nil) }
    var rest = buffer
    rest.moveReaderIndex(forwardBy: socket.send(buffer))
    if rest.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(rest), promise: nil) }
  }

  func flush() {
    guard hasUnflushed, let context else { return }
    hasUnflushed = false
    if isSocketEmpty, answers.readableBytes > 0 {
      let answers = answers
      self.answers = ByteBuffer()
      waitingAnswers += answers.readableBytes
      send(answers, context)
    } else {
      writeAnswers()
      context.flush()
      hasUnflushed = false
    }
    hasFlushed()
  }

  func hasFlushed() {
    hasUnflushed = false
    if isSocketEmpty {
      waitingAnswers = 0
    } else if !isBehind, isOpen {
      lag = Lag(since: now, position: shard.ring.end, settled: shard.inbox.settled)
      shard.setLagging(self, true)
    }
  }
}
