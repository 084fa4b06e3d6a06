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
    /// The head of a request for a session has come and its end has not.
    case offered(SessionEndpoint.Arrival)
    /// Keys for its token are being fetched.
    case deciding
    /// The decoder is about to go; the bytes that it had read already wait for the session.
    case switching(rest: [NIOAny])
    /// Nothing more is listened to.
    case refused
    case decided
  }

  var timer: TimerWheel.Place?
  private let timeout: Duration
  private let timers: TimerWheel
  private let room: WaitingRoom
  private var place: WaitingRoom.Place?
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
    behind decoder: Decoder, endpoint: SessionEndpoint?, timeout: Duration, shard: Shard, logger: Logger,
    makeHTTP: @escaping () throws -> Void
  ) {
    self.decoder = decoder
    self.endpoint = endpoint
    self.timeout = timeout
    timers = shard.timers
    room = shard.waitingRoom
    self.logger = logger
    self.makeHTTP = makeHTTP
  }

  func handlerAdded(context: ChannelHandlerContext) {
    channel = context.channel
    timers.set(self, at: timers.now + timeout)
    let (place, surplus) = room.enter(self)
    self.place = place
    surplus?.giveWay()
  }

  /// Too many wait, and this one has waited longest.
  private func giveWay() {
    leaveRoom()
    logger.debug("a connection gives way before its first request")
    channel?.close(promise: nil)
  }

  func timeHasCome(_: Timestamp) -> Timestamp? {
    channel?.close(promise: nil)
    return nil
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timers.cancel(self)
    leaveRoom()
    channel = nil
    state = .decided
  }

  private func leaveRoom() {
    if let place { room.leave(place) }
    place = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch state {
    case .waiting: receiveFirst(data, context)
    // Such a request has no body, so this is its end.
    case .offered(let arrival): decide(on: arrival, context)
    case .switching(let rest): state = .switching(rest: rest + [data])
    case .deciding, .refused: break
    case .decided: context.fireChannelRead(data)
    }
  }

  private func receiveFirst(_ data: NIOAny, _ context: ChannelHandlerContext) {
    if case .head(let head) = unwrapInboundIn(data), let arrival = endpoint?.arrival(head) {
      state = .offered(arrival)
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

  // MARK: Sessions

  private func decide(
    on arrival: SessionEndpoint.Arrival, _ context: ChannelHandlerContext, mayWait: Bool = true
  ) {
    guard let endpoint else { return }
    switch endpoint.verdict(on: arrival, context.channel, mayWait: mayWait) {
    case .refuse(let problem): refuse(endpoint.response(problem, to: arrival), context)
    case .wait(let keys):
      state = .deciding
      keys.assumeIsolated().whenComplete { _ in
        guard case .deciding = self.state else { return }
        self.decide(on: arrival, context, mayWait: false)
      }
    case .begin(let head, let handler):
      state = .switching(rest: [])
      // Not flushed: the session's first frame goes with it.
      context.write(NIOAny(ByteBuffer(bytes: head)), promise: nil)
      let isGone = context.eventLoop.makePromise(of: Void.self)
      isGone.futureResult.assumeIsolated().whenComplete { _ in self.become(handler, context) }
      // It hands on what it has read behind the request before it goes.
      context.pipeline.syncOperations.removeHandler(decoder, promise: isGone)
    }
  }

  /// Half of the connection is closed, and the client closes the other: what it has sent meanwhile would else reset the
  /// connection, and the answer might be lost.
  private func refuse(_ response: RawResponse, _ context: ChannelHandlerContext) {
    state = .refused
    timers.set(self, at: timers.now + ClosingHandshake.timeout)
    context.writeAndFlush(NIOAny(ByteBuffer(bytes: response.bytes)), promise: nil)
    context.close(mode: .output, promise: nil)
  }

  private func become(_ handler: any ChannelHandler, _ context: ChannelHandlerContext) {
    let session = handler as? SessionConnection
    guard case .switching(let rest) = state else {
      session?.abandon()
      return
    }
    state = .decided
    let channel = context.channel
    do {
      if let session {
        try session.begin(on: channel) { try channel.pipeline.syncOperations.addHandler(session) }
      } else {
        try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
        try channel.pipeline.syncOperations.addHandler(handler)
      }
    } catch {
      session?.abandon()
      return context.close(promise: nil)
    }
    for data in rest { context.fireChannelRead(data) }
    if !rest.isEmpty { context.fireChannelReadComplete() }
    context.flush()
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }
}
