import Logging
import NIOCore
import NIOEmbedded
import NIOWebSocket
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// A connection's objects go when it does.
struct ConnectionLifetimeTests {
  private final class Weak {
    weak var connection: WebSocketConnection?
  }

  private static func open(_ channel: EmbeddedChannel, _ set: ShardSet) throws -> Weak {
    let settings = GatewaySettings(server: .test, catalogue: .standard, time: VirtualTime(), version: "0")
    let session = Session(
      id: "1", principal: Principal(subject: "u", permissions: [.viewAgents], expires: .distantFuture),
      catalogue: .standard, limits: settings.limits, at: VirtualTime.start)
    let connection = WebSocketConnection(
      session: session, dialect: V1Dialect(), withIDs: false, shard: try #require(set.shards.first), settings: settings,
      logger: Logger(label: "test"))
    try channel.pipeline.syncOperations.addHandler(connection)
    let weak = Weak()
    weak.connection = connection
    return weak
  }

  @Test(arguments: ["peer", "violation", "inactive"])
  func `Nothing holds a connection that has ended`(_ way: String) throws {
    let channel = EmbeddedChannel()
    try channel.connect(to: SocketAddress(unixDomainSocketPath: "/test")).wait()
    let set = ShardSet(group: channel.embeddedEventLoop, counters: GatewayCounters())
    let weak = try Self.open(channel, set)
    let mask: WebSocketMaskingKey = [0, 0, 0, 0]
    func send(_ opcode: NIOWebSocket.WebSocketOpcode, _ text: String) throws {
      try channel.writeInbound(WebSocketFrame(fin: true, opcode: opcode, maskKey: mask, data: ByteBuffer(string: text)))
    }
    try send(.text, #"{"type":"subscribe","data":{"events":["agent_status"]}}"#)
    switch way {
    case "peer": try send(.connectionClose, "")
    case "violation":
      try send(.continuation, "")
      try send(.connectionClose, "")
    default: break
    }
    channel.embeddedEventLoop.run()
    _ = try channel.finish(acceptAlreadyClosed: true)
    #expect(weak.connection == nil)
    #expect(set.shards.first?.heldConnections == 0)
  }
}
