import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import NIOWebSocket

/// The seam with Hummingbird: the first request of a connection decides whether it becomes a session, which lives on its
/// channel's loop and never sees a task, or plain HTTP, which is Hummingbird's.
struct GatewayChannel: ServerChildChannel {
  enum Role: Sendable {
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case session
  }

  struct Value: ServerChildChannelValue {
    /// Known after the first request. `setup` cannot wait for it: a channel reads nothing before `setup` is done.
    let role: EventLoopFuture<Role>
    let channel: any Channel
  }

  let http: HTTP1Channel
  /// Nil on listeners that take no sessions.
  let endpoint: SessionEndpoint?
  let settings: GatewaySettings

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let upgrader = NIOTypedWebSocketServerUpgrader<Role>(
      maxFrameSize: settings.limits.messageSize,
      enableAutomaticErrorHandling: false,
      shouldUpgrade: { channel, head in
        let headers = endpoint.flatMap { $0.serves(head) ? $0.responseHeaders(for: head) : nil }
        return channel.eventLoop.makeSucceededFuture(headers)
      },
      upgradePipelineHandler: { channel, head in
        channel.eventLoop.makeCompletedFuture {
          try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
          try endpoint?.begin(on: channel, for: head)
          return .session
        }
      })
    return channel.eventLoop.makeCompletedFuture {
      var configuration = NIOUpgradableHTTPServerPipelineConfiguration(
        upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
          upgraders: [upgrader],
          notUpgradingCompletionHandler: { channel in
            channel.eventLoop.makeCompletedFuture { try makeHTTP(channel) }
          }))
      // Requests are pipelined by Hummingbird's own loop over the channel.
      configuration.enablePipelining = false
      configuration.enableResponseHeaderValidation = false
      let role = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(configuration: configuration)
      let deadline = channel.eventLoop.scheduleTask(in: settings.server.handshakeTimeout.timeAmount) {
        channel.close(promise: nil)
      }
      role.whenComplete { _ in deadline.cancel() }
      return Value(role: role, channel: channel)
    }
  }

  private func makeHTTP(_ channel: any Channel) throws -> Role {
    let operations = channel.pipeline.syncOperations
    try operations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
    try operations.addHandlers(http.configuration.additionalChannelHandlers())
    let asyncChannel = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
      wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    return .http(asyncChannel)
  }

  func handle(value: Value, logger: Logger) async {
    // A session's task ends here; a connection that failed before its first request has closed itself.
    guard case .http(let channel) = try? await value.role.get() else { return }
    await http.handle(value: channel, logger: logger)
  }
}

extension Duration {
  var timeAmount: TimeAmount {
    .nanoseconds(components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000)
  }
}
