import NIOCore
import NIOHTTP1

/// Makes an event stream of a connection that has carried other requests, as browsers' connections have. Stands among the handlers
/// of plain HTTP: what is behind it sleeps until the connection ends.
final class EventStreamGate: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart

  private enum State {
    case watching
    /// The head of a request for a stream has come and its end has not.
    case offered(SessionEndpoint.Arrival)
    /// Keys for its token are being fetched.
    case deciding
    case streaming(SessionConnection)
    case refused
  }

  private let endpoint: SessionEndpoint
  /// In front of this handler; a stream needs no encoder.
  private let encoder: HTTPResponseEncoder
  private var state = State.watching
  private var unanswered = 0

  init(_ endpoint: SessionEndpoint, behind encoder: HTTPResponseEncoder) {
    self.endpoint = endpoint
    self.encoder = encoder
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (state, unwrapInboundIn(data)) {
    case (.watching, .head(let head)):
      // Behind requests that are not answered yet it would have to wait; those who send so do not ask for streams.
      if unanswered == 0, let arrival = endpoint.arrival(head), case .stream = arrival {
        state = .offered(arrival)
      } else {
        unanswered += 1
        context.fireChannelRead(data)
      }
    case (.watching, _): context.fireChannelRead(data)
    case (.offered(let arrival), .end): begin(arrival, context)
    case (.offered, _), (.deciding, _), (.streaming, _), (.refused, _): break
    }
  }

  private func begin(
    _ arrival: SessionEndpoint.Arrival, _ context: ChannelHandlerContext, mayWait: Bool = true
  ) {
    let pipeline = context.pipeline.syncOperations
    switch endpoint.verdict(on: arrival, context.channel, mayWait: mayWait) {
    case .wait(let keys):
      state = .deciding
      keys.assumeIsolated().whenComplete { _ in
        guard case .deciding = self.state else { return }
        self.begin(arrival, context, mayWait: false)
      }
    case .refuse(let problem):
      state = .refused
      pipeline.removeHandler(encoder, promise: nil)
      context.writeAndFlush(NIOAny(ByteBuffer(bytes: endpoint.response(problem, to: arrival).bytes)), promise: nil)
      context.close(mode: .output, promise: nil)
      // Whoever does not close its half is not waited for.
      let channel = context.channel
      context.eventLoop.assumeIsolated().scheduleTask(in: ClosingHandshake.timeout.timeAmount) {
        channel.close(promise: nil)
      }
    case .begin(let head, let handler):
      guard let session = handler as? SessionConnection else { return context.close(promise: nil) }
      state = .streaming(session)
      pipeline.removeHandler(encoder, promise: nil)
      context.write(NIOAny(ByteBuffer(bytes: head)), promise: nil)
      do {
        try session.begin(on: context.channel) { try pipeline.addHandler(session, position: .before(self)) }
      } catch {
        session.abandon()
        context.close(promise: nil)
      }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { state = .refused }

  // MARK: Plain HTTP's wishes

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .watching = state else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
    context.write(data, promise: promise)
  }

  func flush(context: ChannelHandlerContext) {
    if case .watching = state { context.flush() }
  }

  /// A connection that carries a stream is not idle, whatever it looks like from behind.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if case .streaming(let session) = state, session.isOpen {
      promise?.fail(ChannelError.outputClosed)
    } else {
      context.close(mode: mode, promise: promise)
    }
  }
}
