import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import TestSupport

/// A server on loopback whose connections do what a test says.
final class FakeServer: Sendable {
  /// Called with every text that a client sends.
  typealias Script = @Sendable (Peer, String) -> Void

  enum Manner: Sendable {
    case webSocket(Script)
    /// These bytes to whatever is sent.
    case raw(String)
    /// Takes connections and says nothing.
    case silence
  }

  let peers = Watched<[Peer]>([])
  /// Paths and hosts of requests for an upgrade.
  let requests = Watched<[String]>([])
  let port: Int
  private let listener: any Channel
  private let isSecure: Bool

  init(_ manner: Manner, tls: TestCertificate? = nil) async throws {
    let context = try tls.map(Self.context)
    isSecure = tls != nil
    let (peers, requests) = (peers, requests)
    listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
        }.flatMap {
          switch manner {
          case .webSocket(let script): Self.upgrade(channel, script, peers, requests)
          case .raw(let text): channel.pipeline.addHandler(RawAnswer(text))
          case .silence: channel.eventLoop.makeSucceededVoidFuture()
          }
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = listener.localAddress?.port ?? 0
  }

  /// One that plays by the documents.
  convenience init(_ model: Watched<ModelServer>, tls: TestCertificate? = nil) async throws {
    try await self.init(
      .webSocket { peer, text in
        for answer in model.change({ $0.receive(text) }) { peer.send(answer) }
      }, tls: tls)
  }

  deinit {
    listener.close(promise: nil)
    for peer in peers.value { peer.drop() }
  }

  var url: String { "\(isSecure ? "wss" : "ws")://127.0.0.1:\(port)" }

  /// The connection of this number, from 1 on.
  func peer(_ number: Int) async throws -> Peer {
    let peers = await peers.wait { $0.count >= number }
    try Task.checkCancellation()
    return peers[number - 1]
  }

  private static func context(_ certificate: TestCertificate) throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
  }

  private static func upgrade(
    _ channel: any Channel, _ script: @escaping Script, _ peers: Watched<[Peer]>, _ requests: Watched<[String]>
  ) -> EventLoopFuture<Void> {
    let upgrader = NIOWebSocketServerUpgrader(
      maxFrameSize: 1 << 24, automaticErrorHandling: false,
      shouldUpgrade: { channel, head in
        requests.change { $0.append("\(head.uri) \(head.headers["host"])") }
        return channel.eventLoop.makeSucceededFuture([:])
      },
      upgradePipelineHandler: { channel, _ in
        channel.eventLoop.makeCompletedFuture {
          let peer = Peer(channel)
          try channel.pipeline.syncOperations.addHandler(PeerHandler(peer, script))
          peers.change { $0.append(peer) }
        }
      })
    return channel.pipeline.configureHTTPServerPipeline(
      withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
  }
}

private final class RawAnswer: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let text: String

  init(_ text: String) { self.text = text }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    if text.isEmpty { context.close(promise: nil) }
  }
}
