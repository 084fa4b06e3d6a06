import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import RouterCore

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
    channel.eventLoop.makeCompletedFuture {
      let operations = channel.pipeline.syncOperations
      // No pipelining handler: Hummingbird answers one request after the other. No error handler: Hummingbird says 400.
      try operations.configureHTTPServerPipeline(
        withPipeliningAssistance: false, withServerUpgrade: (upgraders, { _ in }), withErrorHandling: false,
        withOutboundHeaderValidation: false)
      let first = FirstRequest(timeout: settings.server.handshakeTimeout.timeAmount, on: channel.eventLoop) {
        try makeHTTP(channel, logger)
      }
      try operations.addHandler(first)
      return Value(role: first.role, channel: channel)
    }
  }

  private var upgraders: [any HTTPServerProtocolUpgrader & Sendable] {
    endpoint.map { [SessionUpgrader(endpoint: $0)] } ?? []
  }

  /// As in `HTTP1Channel.setup`, whose handlers up to the HTTP codec are there already.
  private func makeHTTP(_ channel: any Channel, _ logger: Logger) throws -> Role {
    let operations = channel.pipeline.syncOperations
    try operations.addHandler(UpgradeOffers())
    try operations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
    try operations.addHandlers(http.configuration.additionalChannelHandlers())
    try operations.addHandler(
      HTTPConnectionStateHandler(idleTimeout: http.configuration.idleTimeout.map { Duration($0) }, logger: logger))
    let asyncChannel = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
      wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    return .http(asyncChannel)
  }

  func handle(value: Value, logger: Logger) async {
    // A session's task ends here, and that of a connection which has ended before its first request.
    guard case .http(let channel) = try? await value.role.get() else { return }
    await http.handle(value: channel, logger: logger)
  }
}

extension Duration {
  /// Saturates at about 292 years.
  var timeAmount: TimeAmount {
    let (microseconds, isOver) = wholeMicroseconds.multipliedReportingOverflow(by: 1000)
    return .nanoseconds(isOver ? (self < .zero ? .min : .max) : microseconds)
  }
}
