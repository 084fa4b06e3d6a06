import NIOCore
import NIOHTTP1

/// Waits behind NIO's upgrade handler for the first request of a connection, which decides what the connection becomes.
/// An upgrade takes place without it; anything else that gets here, a request or a parser's error, makes plain HTTP.
final class FirstRequest: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias Role = GatewayChannel.Role

  private let timeout: TimeAmount
  private let promise: EventLoopPromise<Role>
  /// Adds the handlers of plain HTTP at the end of the pipeline.
  private let makeHTTP: () throws -> Role
  private var deadline: Scheduled<Void>?

  init(timeout: TimeAmount, on loop: any EventLoop, makeHTTP: @escaping () throws -> Role) {
    self.timeout = timeout
    self.makeHTTP = makeHTTP
    promise = loop.makePromise()
  }

  /// Fails when the connection ends first.
  var role: EventLoopFuture<Role> { promise.futureResult }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    // Does nothing when the role is known.
    promise.fail(ChannelError.eof)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard becomeHTTP(context) else { return }
    context.fireChannelRead(data)
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    // An upgrade that cannot be: the request comes next, as an ordinary one.
    case is SessionUpgrader.Refused: break
    case is HTTPParserError where becomeHTTP(context):
      context.fireErrorCaught(error)
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    default: context.close(promise: nil)
    }
  }

  private func becomeHTTP(_ context: ChannelHandlerContext) -> Bool {
    do {
      promise.succeed(try makeHTTP())
      return true
    } catch {
      context.close(promise: nil)
      return false
    }
  }

  /// To be called when the upgrade has taken place.
  func becomeSession(in pipeline: ChannelPipeline.SynchronousOperations) {
    promise.succeed(.session)
    pipeline.removeHandler(self, promise: nil)
  }
}
