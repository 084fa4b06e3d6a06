import Logging
import NIOCore
import NIOEmbedded
import RouterCore
import TestSupport

@testable import RouterGateway

/// A shard on a loop that turns when the test says so, with sessions whose sockets the test stops and opens.
final class ShardBench {
  let loop = EmbeddedEventLoop()
  let time = VirtualTime()
  let counters = GatewayCounters()
  let shard: Shard
  private var published: UInt64 = 0

  init(_ server: ServerConfig = .test) {
    let settings = GatewaySettings(server: server, catalogue: .standard, time: time, version: "0")
    shard = Shard(
      loop: loop, context: SessionContext(settings: settings, counters: counters, logger: Logger(label: "test")))
  }

  func session(withIDs: Bool = true, role: String = "admin") throws -> EmbeddedSession {
    try EmbeddedSession(self, withIDs: withIDs, role: role)
  }

  /// Puts an event into the inbox.
  @discardableResult
  func publish(_ type: String = "agent_status", _ data: String = documentedStatus) -> Delivery {
    published += 1
    let delivery = Delivery.sample(published, type, data)
    let burst = Burst([delivery], reports: 1, counters: counters)
    if !shard.post(burst) { burst.report(EventMask()) }
    return delivery
  }

  /// Lets the loop do what it has to.
  func turn() {
    loop.advanceTime(by: .milliseconds(1))
    loop.run()
  }

  func advance(by duration: Duration) {
    time.advance(by: duration)
    shard.tick(at: time.now())
  }
}

/// A session over a channel without a socket.
final class EmbeddedSession {
  private let channel: EmbeddedChannel
  let connection: WebSocketConnection

  init(_ bench: ShardBench, withIDs: Bool, role: String) throws {
    let principal = Principal(
      subject: "u", permissions: RoleTable(AuthConfig().roles).permissions(of: role), expires: .distantFuture)
    let session = Session(
      id: "1", principal: principal, catalogue: .standard, limits: SessionLimits(.unlimited), at: bench.time.now())
    let form = FrameForm(dialect: V1Dialect(), withIDs: withIDs)
    connection = WebSocketConnection(session: session, form: form, shard: bench.shard, isEncrypted: false)
    channel = EmbeddedChannel(loop: bench.loop)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.pipeline.syncOperations.addHandler(connection)
  }

  /// Whether the socket takes what it is given at once.
  var isWritable: Bool {
    get { channel.isWritable }
    set {
      guard newValue != channel.isWritable else { return }
      channel.isWritable = newValue
      channel.pipeline.fireChannelWritabilityChanged()
    }
  }

  var isOpen: Bool { channel.isActive }

  func say(_ text: String) throws {
    _ = try channel.writeInbound(ByteBuffer(bytes: Frame.text(text).bytes))
  }

  func subscribe(_ data: String) throws { try say(#"{"type":"subscribe","data":\#(data)}"#) }
  func unsubscribe(_ data: String) throws { try say(#"{"type":"unsubscribe","data":\#(data)}"#) }

  /// Everything that has been flushed since the last call.
  func frames() throws -> [Frame] {
    var bytes = ByteBuffer()
    while var next = try channel.readOutbound(as: ByteBuffer.self) { bytes.writeBuffer(&next) }
    var frames: [Frame] = []
    while let frame = Frame(&bytes) { frames.append(frame) }
    return frames
  }

  func close() { channel.close(promise: nil) }
}
