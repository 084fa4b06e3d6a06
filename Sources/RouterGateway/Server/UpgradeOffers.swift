import NIOCore
import NIOHTTP1

/// Ends an HTTP connection after a request that offers an upgrade and does not get one: NIO's decoder reads nothing behind
/// such a request, so the connection can carry no other. Hummingbird is told by the request, the client by the answer.
final class UpgradeOffers: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private var unanswered = 0
  private var hasOffer = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    unanswered += 1
    guard head.headers.contains(name: "Upgrade") else { return context.fireChannelRead(data) }
    hasOffer = true
    head.headers.replaceOrAdd(name: "Connection", value: "close")
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    // Earlier requests may have been pipelined: their answers end nothing.
    case .head(var head) where hasOffer && unanswered == 1:
      head.headers.replaceOrAdd(name: "Connection", value: "close")
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      unanswered -= 1
      context.write(data, promise: promise)
    case .head, .body: context.write(data, promise: promise)
    }
  }
}
