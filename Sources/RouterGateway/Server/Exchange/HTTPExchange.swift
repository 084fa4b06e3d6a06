import NIOCore
import NIOHTTP1
import RouterCore

/// Stands between NIO's HTTP/1 codec and Hummingbird and does what RFC 9112 asks of a server and neither of them does: it
/// ends connections when they have to end, and in a way that the last answer is still read; it gives bodies a deadline,
/// `Expect: 100-continue` an answer, and broken requests a problem document.
final class HTTPExchange: ChannelDuplexHandler, TimerTarget {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// Triggered by whoever is going to read the body of the request.
  struct BodyWanted: Sendable {}

  /// The body of a request has not come in time.
  struct BodyTimeout: Error {}

  /// How long, and for how many bytes, a connection whose last answer has been given is still read from: closed before, the
  /// client's next bytes would be answered with a reset, which may take the answer away with it (§9.6).
  private static let linger = (time: Duration.seconds(5), bytes: 4 << 20)

  var timer: TimerWheel.Place?
  private let timers: TimerWheel
  private let bodyTimeout: Duration
  private var context: ChannelHandlerContext?
  private var state = HTTPExchangeState()
  private var discarded = 0

  init(timers: TimerWheel, bodyTimeout: Duration) {
    self.timers = timers
    self.bodyTimeout = bodyTimeout
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    timers.cancel(self)
    self.context = nil
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(var head):
      let passing = state.receive(&head)
      pass(wrapInboundOut(.head(head)), passing, context)
    case .body(let bytes):
      if state.isOver { discard(bytes.readableBytes, context) }
      pass(data, state.receive(bytes: bytes.readableBytes), context)
    case .end: pass(data, state.receiveEnd(), context)
    }
  }

  private func pass(_ part: NIOAny, _ passing: HTTPExchangeState.Passing, _ context: ChannelHandlerContext) {
    switch passing {
    case .pass: context.fireChannelRead(part)
    case .drop: break
    // In Hummingbird's terms.
    case .refuse: context.fireErrorCaught(HTTPParserError.unknown)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Nobody behind this handler asks for more.
    if state.isOver { context.read() } else { setTimer() }
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Whatever comes behind the end does not matter.
    guard !state.isOver else { return }
    if let error = error as? HTTPParserError { state.fail(.unreadable(error)) }
    context.fireErrorCaught(error)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if state.isOver, event as? ChannelEvent == .inputClosed { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: Answers

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
    if state.wantBody() {
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
    promise?.succeed()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !state.isOver else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.code >= 200:
      let isForNobody = !state.isAsked
      state.send(&head)
      if isForNobody, let failure = state.failure { return write(BrokenRequest(failure), promise, context) }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .head, .body: context.write(data, promise: promise)
    case .end:
      if state.sendEnd() { return end(data, promise, context) }
      setTimer()
      context.write(data, promise: promise)
    }
  }

  /// In place of Hummingbird's bare 400.
  private func write(_ answer: BrokenRequest, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: promise)
  }

  private func end(_ data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
    let written = promise ?? context.eventLoop.makePromise()
    written.futureResult.assumeIsolated().whenComplete { _ in
      guard let context = self.context else { return }
      context.close(mode: .output, promise: nil)
      context.read()
    }
    timers.set(self, at: timers.now + Self.linger.time)
    context.writeAndFlush(data, promise: written)
  }

  private func discard(_ count: Int, _ context: ChannelHandlerContext) {
    discarded += count
    if discarded > Self.linger.bytes { context.close(promise: nil) }
  }

  // MARK: Deadlines

  private func setTimer() {
    switch (state.isWaitingForBody, timer) {
    case (true, nil): timers.set(self, at: timers.now + bodyTimeout)
    case (false, .some): timers.cancel(self)
    default: break
    }
  }

  func timeHasCome(_: Timestamp) -> Timestamp? {
    guard let context else { return nil }
    if state.isWaitingForBody, state.isAsked {
      state.fail()
      context.fireErrorCaught(BodyTimeout())
    } else {
      context.close(promise: nil)
    }
    return nil
  }
}
