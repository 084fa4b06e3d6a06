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
    let role: Role
    let channel: any Channel
  }

  let http: HTTP1Channel
  /// Nil on listeners that take no sessions.
  let endpoint: SessionEndpoint?
  let settings: GatewaySettings

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let upgrader = NIOTypedWebSocketServerUpgrader<Value>(
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
          return Value(role: .session, channel: channel)
        }
      })
    return channel.eventLoop.makeCompletedFuture {
      var configuration = NIOUpgradableHTTPServerPipelineConfiguration(
        upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
          upgraders: [upgrader],
          notUpgradingCompletionHandler: { channel in
            channel.eventLoop.makeCompletedFuture { try makeHTTP(channel, logger) }
          }))
      // Requests are pipelined by Hummingbird's own loop over the channel.
      configuration.enablePipelining = false
      configuration.enableResponseHeaderValidation = false
      return try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(configuration: configuration)
    }.flatMap { (decision: EventLoopFuture<Value>) in
      let deadline = channel.eventLoop.scheduleTask(in: settings.server.handshakeTimeout.timeAmount) {
        channel.close(promise: nil)
      }
      decision.whenComplete { _ in deadline.cancel() }
      return decision
    }
  }

  private func makeHTTP(_ channel: any Channel, _ logger: Logger) throws -> Value {
    let operations = channel.pipeline.syncOperations
    try operations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
    try operations.addHandlers(http.configuration.additionalChannelHandlers())
    let asyncChannel = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
      wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    return Value(role: .http(asyncChannel), channel: channel)
  }

  func handle(value: Value, logger: Logger) async {
    guard case .http(let channel) = value.role else { return }
    await http.handle(value: channel, logger: logger)
  }
}

extension Duration {
  var timeAmount: TimeAmount {
    .nanoseconds(components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000)
  }
}
