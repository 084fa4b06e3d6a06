import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL

/// How connections to one server are made: its address and, for `wss` and `https`, whom to trust.
struct Transport: Sendable {
  let url: ServerURL
  let address: SocketAddress
  private let tls: NIOSSLContext?

  /// Asks the system's resolver and reads files, which may take a while: not for event loops.
  /// - Parameter certificates: a PEM file with what to trust; nil for what the system trusts.
  init(to url: ServerURL, trusting certificates: String?) throws(BenchFailure) {
    self.url = url
    address = try Self.resolve(url)
    tls = try url.isSecure ? Self.context(certificates) : nil
  }

  private static func resolve(_ url: ServerURL) throws(BenchFailure) -> SocketAddress {
    do {
      switch url.place {
      case .unixSocket(let path): return try SocketAddress(unixDomainSocketPath: path)
      case .host(let host, let port): return try SocketAddress.makeAddressResolvingHost(host, port: port)
      }
    } catch {
      throw .unreachable(url.text, reason: "the address cannot be resolved")
    }
  }

  private static func context(_ certificates: String?) throws(BenchFailure) -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let certificates { configuration.trustRoots = .file(certificates) }
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw .unusableCertificates(certificates ?? "the system's certificates", reason: "\(error)")
    }
  }

  /// - Parameters:
  ///   - source: where to connect from; nil for the system's choice.
  ///   - configure: adds the handlers behind TLS, on the channel's loop.
  func connect(
    on loop: any EventLoop, from source: SocketAddress? = nil,
    _ configure: @escaping @Sendable (ChannelPipeline.SynchronousOperations) throws -> Void
  ) async throws(BenchFailure) -> any Channel {
    var bootstrap = ClientBootstrap(group: loop)
      .channelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 4096, maximum: 256 * 1024)
      )
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: serverName)) }
          try configure(pipeline)
        }
      }
    if let source { bootstrap = bootstrap.bind(to: source) }
    do {
      return try await bootstrap.connect(to: address).get()
    } catch {
      throw BenchFailure(error, connectingTo: url.text)
    }
  }

  /// Nil for an IP address, which cannot be sent (RFC 6066 §3); it is checked against the certificate all the same.
  private var serverName: String? {
    guard case .host(let host, _) = url.place, (try? SocketAddress(ipAddress: host, port: 0)) == nil else { return nil }
    return host
  }
}

extension BenchFailure {
  /// From what NIOSSL throws when a handshake fails; nil for any other error.
  init?(encryption error: any Error) {
    guard error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError else { return nil }
    let text = "\(error)"
    // BoringSSL's reason is all that says something to people.
    let reason = text.firstMatch(of: /OPENSSL_internal:([A-Z0-9_]+)/).map { String($0.1) } ?? text
    self = .encryptionFailed(reason: reason)
  }
}
