import Logging
import NIOCore
import NIOHTTP1

/// Waits behind NIO's upgrade handler for the first request of a connection, which decides what the connection becomes.
/// An upgrade takes place without it; anything else that gets here, a request or a parser's error, makes plain HTTP.
final class FirstRequest: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart

  private let timeout: TimeAmount
  private let logger: Logger
  /// Adds the handlers of plain HTTP at the end of the pipeline.
  private let makeHTTP: () throws -> Void
  private var deadline: Scheduled<Void>?

  /// - Parameter timeout: from the beginning of the connection, so a TLS handshake is within it.
  init(timeout: TimeAmount, logger: Logger, makeHTTP: @escaping () throws -> Void) {
    self.timeout = timeout
    self.logger = logger
    self.makeHTTP = makeHTTP
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard becomeHTTP(context) else { return }
    context.fireChannelRead(data)
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    // The server stops and nothing has been asked, or nobody is left to ask.
    case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    // An upgrade that cannot be: the request comes next, as an ordinary one.
    case is SessionUpgrader.Refused: break
    case is HTTPParserError where becomeHTTP(context):
      context.fireErrorCaught(error)
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    // Such as plain HTTP where TLS is spoken.
    default:
      logger.debug("a connection failed before its first request", metadata: ["error": "\(error)"])
      context.close(promise: nil)
    }
  }

  private func becomeHTTP(_ context: ChannelHandlerContext) -> Bool {
    do {
      try makeHTTP()
      return true
    } catch {
      context.close(promise: nil)
      return false
    }
  }

  /// To be called when the upgrade has taken place.
  func becomeSession(in pipeline: ChannelPipeline.SynchronousOperations) {
    pipeline.removeHandler(self, promise: nil)
  }
}
