import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

@testable import RouterGateway

/// A TCP connection to a test's server that says exactly the bytes it is told to.
final class LoopbackClient {
  private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var received = ByteBuffer()
  private(set) var isAtEnd = false

  private init(
    _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
    _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) {
    self.channel = channel
    self.inbound = inbound.makeAsyncIterator()
    self.outbound = outbound
  }

  /// - Parameter receiveBuffer: of the socket, for a client that reads slowly.
  static func connected<Result>(
    to port: Int, receiveBuffer: Int? = nil, _ body: (LoopbackClient) async throws -> Result
  ) async throws -> Result {
    try await connected(to: .tcp(host: "127.0.0.1", port: port), receiveBuffer: receiveBuffer, body)
  }

  /// - Parameter certificate: the only one that is trusted; TLS is spoken if there is one.
  static func connected<Result>(
    to address: ListenAddress, receiveBuffer: Int? = nil, trusting certificate: TestCertificate? = nil,
    _ body: (LoopbackClient) async throws -> Result
  ) async throws -> Result {
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    if let receiveBuffer { bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer)) }
    let tls = try certificate.map { try NIOSSLContext(configuration: try .trusting($0)) }
    let channel = try await bootstrap.connect(to: try address.socketAddress) { channel in
      channel.eventLoop.makeCompletedFuture {
        if let tls {
          let handler = try NIOSSLClientHandler(context: tls, serverHostname: "localhost")
          try channel.pipeline.syncOperations.addHandler(handler)
        }
        return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
          wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
      }
    }
    return try await channel.executeThenClose { inbound, outbound in
      try await body(LoopbackClient(channel, inbound, outbound))
    }
  }

  func send(_ text: String) async throws { try await send(Array(text.utf8)) }
  func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

  /// Ends this side only.
  func endSending() { outbound.finish() }

  func close() async { try? await channel.channel.close() }

  /// Ends the connection with a reset instead of a goodbye.
  func reset() async throws {
    try await (channel.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    try await channel.channel.close()
  }

  /// Whether the other side is gone for good: sending fails sooner or later, however long it takes the system to notice.
  func isReset() async -> Bool {
    for _ in 0..<100_000 {
      guard (try? await send(" ")) != nil else { return true }
    }
    return false
  }

  // MARK: Reading

  /// False at the end of the stream; a reset counts as one.
  private func readMore() async -> Bool {
    guard !isAtEnd else { return false }
    guard let more = try? await inbound.next() else {
      isAtEnd = true
      return false
    }
    received.writeImmutableBuffer(more)
    return true
  }

  /// Takes what `parse` recognizes at the front of what has come; nil when the stream ends before.
  func read<Value>(_ parse: (inout ByteBuffer) throws -> Value?) async rethrows -> Value? {
    while true {
      if let value = try parse(&received) { return value }
      guard await readMore() else { return nil }
    }
  }

  /// Everything until the end of the stream.
  func readToEnd() async -> String {
    while await readMore() {}
    return String(buffer: received)
  }
}

extension ListenAddress {
  fileprivate var socketAddress: SocketAddress {
    get throws {
      switch self {
      case .tcp(let host, let port): try SocketAddress(ipAddress: host, port: port)
      case .unix(let path): try SocketAddress(unixDomainSocketPath: path)
      }
    }
  }
}

extension TLSConfiguration {
  fileprivate static func trusting(_ certificate: TestCertificate) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8)))
    return configuration
  }
}
