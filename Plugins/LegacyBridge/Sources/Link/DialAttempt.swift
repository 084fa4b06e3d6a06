import NIOCore
import NIOHTTP1

/// A connection on its way, on its event loop. What fails first, or succeeds, decides; a cancelled attempt leaves nothing open.
final class DialAttempt {
  private let promise: EventLoopPromise<Link>
  private var channel: (any Channel)?
  private var isOver = false

  init(on eventLoop: any EventLoop) { promise = eventLoop.makePromise(of: Link.self) }

  var result: EventLoopFuture<Link> { promise.futureResult }

  /// The socket is there.
  func opens(_ channel: any Channel) {
    self.channel = channel
    if isOver { channel.close(promise: nil) }
  }

  func succeed(_ link: Link) {
    guard !isOver else { return }
    isOver = true
    promise.succeed(link)
  }

  /// Nobody wants it any more, come what has come.
  func cancel() {
    fail(CancellationError())
    channel?.close(promise: nil)
  }

  func fail(_ error: any Error) {
    guard !isOver else { return }
    isOver = true
    channel?.close(promise: nil)
    promise.fail(error)
  }
}

/// Tells an attempt why there is no upgrade: NIO's handler does not know.
final class UpgradeWitness: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private let attempt: DialAttempt

  init(_ attempt: DialAttempt) { self.attempt = attempt }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data), head.status != .switchingProtocols {
      attempt.fail(BridgeFailure.noConnection(reason: "it answers HTTP \(head.status.code) instead of an upgrade"))
    }
    context.fireChannelRead(data)
  }

  func channelInactive(context: ChannelHandlerContext) {
    attempt.fail(BridgeFailure.noConnection(reason: "it closed the connection before the upgrade"))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    attempt.fail(BridgeFailure.noConnection(reason: ConnectionTrouble.reason(error)))
    context.fireErrorCaught(error)
  }
}
