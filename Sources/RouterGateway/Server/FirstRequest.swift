import Logging
import NIOCore
import NIOHTTP1
import RouterCore

/// Waits behind the HTTP decoder for the first request of a connection, which decides what the connection becomes: a valid
/// upgrade on a session path makes a session, anything else, a request or a parser's error, plain HTTP.
///
/// NIO's own upgrade handler is not used: it costs 15 µs more, by a future for every step, and it flushes the 101 by itself.
/// Here the 101 leaves together with what the session says first.
final class FirstRequest: ChannelInboundHandler, RemovableChannelHandler, TimerTarget {
  typealias InboundIn = HTTPServerRequestPart
  typealias Decoder = ByteToMessageHandler<HTTPRequestDecoder>

  private enum State {
    case waiting
    /// The head of an upgrade has come and its end has not.
    case offered(UpgradeRequest, UpgradeAnswer)
    /// The decoder is about to go; the bytes that it had read already wait for the session.
    case switching(rest: [NIOAny])
    case decided
  }

  var timer: TimerWheel.Place?
  private let timeout: Duration
  private let timers: TimerWheel
  private var channel: (any Channel)?
  private let decoder: Decoder
  private let endpoint: SessionEndpoint?
  private let logger: Logger
  /// Adds the handlers of plain HTTP at the end of the pipeline.
  private let makeHTTP: () throws -> Void
  private var state = State.waiting

  /// - Parameters:
  ///   - decoder: the handler before this one.
  ///   - endpoint: nil where no sessions are taken.
  ///   - timeout: from the beginning of the connection, so a TLS handshake is within it.
  init(
    behind decoder: Decoder, endpoint: SessionEndpoint?, timeout: Duration, timers: TimerWheel, logger: Logger,
    makeHTTP: @escaping () throws -> Void
  ) {
    self.decoder = decoder
    self.endpoint = endpoint
    self.timeout = timeout
    self.timers = timers
    self.logger = logger
    self.makeHTTP = makeHTTP
  }

  func handlerAdded(context: ChannelHandlerContext) {
    channel = context.channel
    timers.set(self, at: timers.now + timeout)
  }

  func timeHasCome(_: Timestamp) -> Timestamp? {
    channel?.close(promise: nil)
    return nil
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timers.cancel(self)
    channel = nil
    state = .decided
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch state {
    case .waiting: receiveFirst(data, context)
    case .offered(let request, let answer):
      // An upgrade has no body, so this is its end.
      switchProtocols(request, answer, context)
    case .switching(let rest): state = .switching(rest: rest + [data])
    case .decided: context.fireChannelRead(data)
    }
  }

  private func receiveFirst(_ data: NIOAny, _ context: ChannelHandlerContext) {
    if case .head(let head) = unwrapInboundIn(data), let endpoint, let request = UpgradeRequest(head),
      let answer = endpoint.answer(to: request)
    {
      state = .offered(request, answer)
    } else if becomeHTTP(context) {
      context.fireChannelRead(data)
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    // The server stops and nothing has been asked, or nobody is left to ask.
    case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .waiting = state, error is HTTPParserError, becomeHTTP(context) {
      context.fireErrorCaught(error)
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    } else {
      // Such as plain HTTP where TLS is spoken.
      logger.debug("a connection failed before its first request", metadata: ["error": "\(error)"])
      context.close(promise: nil)
    }
  }

  private func becomeHTTP(_ context: ChannelHandlerContext) -> Bool {
    state = .decided
    do {
      try makeHTTP()
      return true
    } catch {
      context.close(promise: nil)
      return false
    }
  }

  // MARK: Upgrade

  private func switchProtocols(_ request: UpgradeRequest, _ answer: UpgradeAnswer, _ context: ChannelHandlerContext) {
    state = .switching(rest: [])
    // Not flushed: the session's first frame goes with it.
    context.write(NIOAny(ByteBuffer(bytes: answer.bytes)), promise: nil)
    let isGone = context.eventLoop.makePromise(of: Void.self)
    isGone.futureResult.assumeIsolated().whenSuccess { self.becomeSession(request, context) }
    // It hands on what it has read behind the request before it goes.
    context.pipeline.syncOperations.removeHandler(decoder, promise: isGone)
  }

  private func becomeSession(_ request: UpgradeRequest, _ context: ChannelHandlerContext) {
    guard case .switching(let rest) = state, let endpoint else { return }
    state = .decided
    let channel = context.channel
    do {
      // The end of the peer's half is the end of the session.
      try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
      try endpoint.begin(on: channel, for: request)
    } catch {
      return context.close(promise: nil)
    }
    for data in rest { context.fireChannelRead(data) }
    if !rest.isEmpty { context.fireChannelReadComplete() }
    context.flush()
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }
}
