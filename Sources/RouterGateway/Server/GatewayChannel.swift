import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL
import RouterCore

/// The seam with Hummingbird: the first request of a connection decides whether it becomes a session, which lives on its
/// channel's loop and never sees a task, or plain HTTP, which is Hummingbird's.
struct GatewayChannel: Sendable {
  typealias HTTPConnection = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  let http: HTTP1Channel
  /// Nil on listeners that take no sessions.
  let endpoint: SessionEndpoint?
  /// Nil on listeners that speak without TLS.
  let tls: WatchedCredentials?
  let shards: ShardSet
  let settings: GatewaySettings
  let logger: Logger

  /// The decoder's types, made by one thread before any loop needs them. Swift's runtime makes generic classes when they are
  /// first used, and crashes now and then (swift_checkMetadataState, null) when two loops accept their first connections at once.
  static let decoderTypes: Void = { _ = ByteToMessageHandler(HTTPRequestDecoder()) }()

  /// Runs on the loop of a channel that has just been accepted.
  /// - Parameter requests: takes the connection if it becomes plain HTTP.
  func setUp(_ channel: any Channel, handingOverTo requests: AsyncStream<HTTPConnection>.Continuation) throws {
    let operations = channel.pipeline.syncOperations
    if let tls { try operations.addHandler(NIOSSLServerHandler(context: tls.context)) }
    let limits = settings.server.limits
    // What the decoder collects before it says something is the request's line or one header.
    let decoder = ByteToMessageHandler(
      HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits.http),
      maximumBufferSize: limits.headerSize.bytes)
    try operations.addHandler(decoder)
    try operations.addHandler(
      FirstRequest(
        behind: decoder, endpoint: endpoint, timeout: settings.server.handshakeTimeout,
        shard: shards.shard(on: channel.eventLoop), logger: logger
      ) {
        handOver(try makeHTTP(channel), to: requests)
      })
  }

  /// As in `HTTP1Channel.setup`, whose decoder is there already. No pipelining handler: Hummingbird answers one request after
  /// the other. No error handler: Hummingbird says 400.
  private func makeHTTP(_ channel: any Channel) throws -> HTTPConnection {
    let operations = channel.pipeline.syncOperations
    let encoder = HTTPResponseEncoder()
    try operations.addHandler(encoder)
    if let endpoint { try operations.addHandler(EventStreamGate(endpoint, behind: encoder)) }
    try operations.addHandler(
      HTTPExchange(timers: shards.shard(on: channel.eventLoop).timers, bodyTimeout: settings.server.bodyTimeout))
    try operations.addHandler(HTTP1ToHTTPServerCodec(secure: tls != nil))
    try operations.addHandlers(http.configuration.additionalChannelHandlers())
    try operations.addHandler(
      HTTPConnectionStateHandler(idleTimeout: http.configuration.idleTimeout.map { Duration($0) }, logger: logger))
    return try NIOAsyncChannel(
      wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
  }

  private func handOver(_ connection: HTTPConnection, to requests: AsyncStream<HTTPConnection>.Continuation) {
    guard case .terminated = requests.yield(connection) else { return }
    // The listener has stopped. NIO traps when an open connection is dropped that nobody has ever used.
    connection.channel.closeFuture.whenComplete { _ in withExtendedLifetime(connection) {} }
    connection.channel.close(promise: nil)
  }
}

extension Duration {
  /// Saturates at about 292 years.
  var timeAmount: TimeAmount {
    let (microseconds, isOver) = wholeMicroseconds.multipliedReportingOverflow(by: 1000)
    return .nanoseconds(isOver ? (self < .zero ? .min : .max) : microseconds)
  }
}

extension LimitsConfig {
  fileprivate var http: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = headerSize.bytes
    limits.maxHeaderListSize = headerSize.bytes
    limits.maxHeaderFieldCount = headers
    return limits
  }
}
