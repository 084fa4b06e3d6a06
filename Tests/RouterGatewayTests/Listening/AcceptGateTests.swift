import Glibc
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import RouterGateway

@Suite(.timeLimit(.minutes(1)))
struct AcceptGateTests {
  /// Tells a client that it has been accepted.
  private final class Welcome: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
      context.writeAndFlush(NIOAny(ByteBuffer(string: "welcome\n")), promise: nil)
      context.close(promise: nil)
    }
  }

  /// A bare server with a gate.
  private static func running(_ body: (any Channel, ConnectionLimit) async throws -> Void) async throws {
    let limit = ConnectionLimit(
      DescriptorUse(limit: 1000, open: 0), time: VirtualTime(), logger: Logger(label: "test") { _ in LogRecorder() })
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptGate(limit, for: .clients))
        }
      }
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Welcome()) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let result = await Result { try await body(server, limit) }
    try await server.close()
    try result.get()
  }

  private static func isReading(_ server: any Channel) async throws -> Bool {
    try await server.getOption(.autoRead).get()
  }

  @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM])
  func `When accepting fails for a shortage it stops, and is tried again later`(_ code: CInt) async throws {
    try await Self.running { server, limit in
      // Looked at in the same turn of the loop: it is tried again after a pause, however slow the test is.
      let (isReading, pauses, paused) = try await server.eventLoop.submit {
        server.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
        let isReading = try server.syncOptions?.getOption(.autoRead)
        return (isReading, limit.pauses, limit.pausedListeners)
      }.get()
      #expect(isReading == false)
      #expect(pauses == 1)
      #expect(paused == 1)
      let port = try #require(server.localAddress?.port)
      try await LoopbackClient.connected(to: port) { client in
        #expect(await client.readToEnd() == "welcome\n")
      }
      #expect(try await Self.isReading(server))
      #expect(limit.pauses == 1)
      #expect(limit.pausedListeners == 0)
    }
  }

  @Test func `A peer that has gone before it was accepted stops nothing`() async throws {
    try await Self.running { server, limit in
      server.pipeline.fireErrorCaught(IOError(errnoCode: ECONNABORTED, reason: "accept"))
      let isReading = try await Self.isReading(server)
      #expect(isReading)
      #expect(limit.pauses == 0)
    }
  }

  @Test func `Every connection is counted until it has ended`() async throws {
    try await Self.running { server, limit in
      let port = try #require(server.localAddress?.port)
      for _ in 0..<5 {
        try await LoopbackClient.connected(to: port) { client in
          #expect(await client.readToEnd() == "welcome\n")
        }
      }
      while limit.open > 0 { await Task.yield() }
    }
  }
}
