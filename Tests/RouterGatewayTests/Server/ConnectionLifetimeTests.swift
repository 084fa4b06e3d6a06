import Logging
import NIOCore
import NIOEmbedded
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// A connection's objects go when it does.
struct ConnectionLifetimeTests {
  private final class Weak {
    weak var connection: SessionConnection?
  }

  private static func open(_ channel: EmbeddedChannel, _ set: ShardSet) throws -> Weak {
    let settings = GatewaySettings(server: .test, catalogue: .standard, time: VirtualTime(), version: "0")
    let session = Session(
      id: SessionID(1), principal: Principal(subject: "u", permissions: [.viewAgents], expires: .distantFuture),
      rules: settings.rules, at: VirtualTime.start)
    let connection = SessionConnection(
      session: session, shard: try #require(set.shards.first), isEncrypted: false)
    try channel.pipeline.syncOperations.addHandler(connection)
    let weak = Weak()
    weak.connection = connection
    return weak
  }

  @Test(arguments: ["peer", "violation", "inactive"])
  func `Nothing holds a connection that has ended`(_ way: String) throws {
    let channel = EmbeddedChannel()
    try channel.connect(to: SocketAddress(unixDomainSocketPath: "/test")).wait()
    let settings = GatewaySettings(server: .test, catalogue: .standard, time: VirtualTime(), version: "0")
    let sessions = ResumableSessions(window: .zero, catalogue: .standard, time: VirtualTime(), keep: nil)
    let context = SessionContext(
      settings: settings, counters: GatewayCounters(), logger: Logger(label: "test"), sessions: sessions,
      replays: FakeJournal(), services: .none(VirtualTime()))
    let set = ShardSet(group: channel.embeddedEventLoop, context: context, start: .start)
    let weak = try Self.open(channel, set)
    func send(_ frame: Frame) throws { try channel.writeInbound(ByteBuffer(bytes: frame.bytes)) }
    try send(.text(#"{"type":"subscribe","data":{"events":["agent_status"]}}"#))
    switch way {
    case "peer": try send(Frame(opcode: 8))
    case "violation":
      try send(.continuation(""))
      try send(Frame(opcode: 8))
    default: break
    }
    channel.embeddedEventLoop.run()
    _ = try channel.finish(acceptAlreadyClosed: true)
    #expect(weak.connection == nil)
    #expect(set.shards.first?.size == 0 && sessions.count == 0)
  }
}
