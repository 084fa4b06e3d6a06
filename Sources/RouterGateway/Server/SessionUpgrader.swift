import NIOCore
import NIOHTTP1

/// Turns an HTTP connection into a WebSocket at the endpoint's paths. The handlers that it leaves behind see bytes: frames
/// are the session's own matter.
struct SessionUpgrader: HTTPServerProtocolUpgrader, Sendable {
  /// The request is no upgrade to a session; it goes on as an ordinary one, whose answer says what is wrong.
  struct Refused: Error {}

  let endpoint: SessionEndpoint

  let supportedProtocol = "websocket"
  /// NIO wants such headers named in `Connection`, which the RFC does not ask for.
  let requiredUpgradeHeaders: [String] = []

  func buildUpgradeResponse(
    channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
  ) -> EventLoopFuture<HTTPHeaders> {
    guard let key = WebSocketHandshake.key(of: upgradeRequest),
      var headers = endpoint.responseHeaders(for: upgradeRequest)
    else { return channel.eventLoop.makeFailedFuture(Refused()) }
    headers.add(name: "Upgrade", value: "websocket")
    headers.add(name: "Connection", value: "upgrade")
    headers.add(name: "Sec-WebSocket-Accept", value: WebSocketHandshake.accept(key))
    return channel.eventLoop.makeSucceededFuture(headers)
  }

  /// Runs after the 101.
  func upgrade(context: ChannelHandlerContext, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
    let channel = context.channel
    return channel.eventLoop.makeCompletedFuture {
      let operations = channel.pipeline.syncOperations
      try operations.handler(type: FirstRequest.self).becomeSession(in: operations)
      // The end of the peer's half is the end of the session.
      try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
      try endpoint.begin(on: channel, for: upgradeRequest)
    }
  }
}
