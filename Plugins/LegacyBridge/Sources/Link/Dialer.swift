import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import RouterCore

/// Connects to a legacy server: TCP, TLS, the upgrade to WebSocket.
struct Dialer: Sendable {
  private typealias Upgraded = NIOLoopBound<LinkHandler>

  let settings: LinkSettings

  /// - Throws: `BridgeFailure.noConnection`, or `CancellationError`.
  func dial(_ beginning: Beginning) async throws -> Link {
    let tls: NIOSSLContext?
    do {
      tls = settings.url.isSecure ? try NIOSSLContext(configuration: try tlsConfiguration()) : nil
    } catch let error {
      throw BridgeFailure.noConnection(reason: "\(error)")
    }
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let start = settings.time.now()
    do {
      return try await settings.time.limit(settings.terms.patience) {
        try await connect(on: eventLoop, tls) { LinkHandler(settings, beginning, since: start) }
      }
    } catch is TimeLimitExceeded {
      throw BridgeFailure.noConnection(reason: "it was not there within \(settings.terms.patience)")
    }
  }

  private func tlsConfiguration() throws(Authorities.Failure) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let ca = settings.ca { configuration.trustRoots = .certificates(try Authorities(path: ca).certificates) }
    return configuration
  }

  /// Cancelled, it closes what it has opened.
  private func connect(
    on eventLoop: any EventLoop, _ tls: NIOSSLContext?, _ makeHandler: @escaping @Sendable () -> LinkHandler
  ) async throws -> Link {
    let attempt = try await eventLoop.submit {
      NIOLoopBound(DialAttempt(on: eventLoop), eventLoop: eventLoop)
    }.get()
    return try await withTaskCancellationHandler {
      try await eventLoop.flatSubmit {
        start(attempt, on: eventLoop, tls, makeHandler)
        return attempt.value.result
      }.get()
    } onCancel: {
      eventLoop.execute { attempt.value.cancel() }
    }
  }

  private func start(
    _ attempt: NIOLoopBound<DialAttempt>, on eventLoop: any EventLoop, _ tls: NIOSSLContext?,
    _ makeHandler: @escaping @Sendable () -> LinkHandler
  ) {
    ClientBootstrap(group: eventLoop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          attempt.value.opens(channel)
          try prepare(channel, attempt, tls, makeHandler)
        }
      }
      .connect(host: settings.url.host, port: settings.url.port)
      .whenFailure { error in
        attempt.value.fail(BridgeFailure.noConnection(reason: ConnectionTrouble.reason(error)))
      }
  }

  private func prepare(
    _ channel: any Channel, _ attempt: NIOLoopBound<DialAttempt>, _ tls: NIOSSLContext?,
    _ makeHandler: @escaping @Sendable () -> LinkHandler
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: settings.url.serverName)) }
    let encoder = HTTPRequestEncoder()
    let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
    let witness = UpgradeWitness(attempt.value)
    let upgrade = NIOTypedHTTPClientUpgradeHandler<Upgraded?>(
      httpHandlers: [encoder, decoder, witness],
      upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
        upgradeRequestHead: requestHead, upgraders: [upgrader(makeHandler)],
        notUpgradingCompletionHandler: { $0.eventLoop.makeSucceededFuture(nil) }))
    try pipeline.addHandlers(encoder, decoder, witness, upgrade)
    upgrade.upgradeResultFuture.whenComplete { result in
      switch result {
      case .success(let handler?):
        attempt.value.succeed(Link(handler, on: handler.eventLoop))
      // The witness has said why.
      case .success(nil): break
      case .failure(let error):
        attempt.value.fail(BridgeFailure.noConnection(reason: ConnectionTrouble.reason(error)))
      }
    }
  }

  private var requestHead: HTTPRequestHead {
    HTTPRequestHead(
      version: .http1_1, method: .GET, uri: settings.url.target, headers: ["Host": settings.url.authority])
  }

  private func upgrader(
    _ makeHandler: @escaping @Sendable () -> LinkHandler
  ) -> NIOTypedWebSocketClientUpgrader<Upgraded?> {
    NIOTypedWebSocketClientUpgrader(
      maxFrameSize: settings.maxMessage, enableAutomaticErrorHandling: false
    ) { channel, _ in
      channel.eventLoop.makeCompletedFuture {
        let handler = makeHandler()
        try channel.pipeline.syncOperations.addHandlers(
          FrameRules(),
          NIOWebSocketFrameAggregator(
            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 4096,
            maxAccumulatedFrameSize: settings.maxMessage),
          handler)
        return NIOLoopBound(handler, eventLoop: channel.eventLoop)
      }
    }
  }
}

extension LegacyURL {
  /// For SNI, where addresses have no place: of these the certificate is held against the connection's own.
  fileprivate var serverName: String? {
    (try? SocketAddress(ipAddress: host, port: port)) == nil ? host : nil
  }
}
