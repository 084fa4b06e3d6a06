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
  let journal = FakeJournal()
  let sessions: ResumableSessions
  let shard: Shard
  private(set) var published: UInt64 = 0

  init(_ server: ServerConfig = .test) {
    let settings = GatewaySettings(server: server, catalogue: .standard, time: time, version: "0")
    sessions = ResumableSessions(
      window: server.resumeWindow, catalogue: .standard, time: time, keep: nil)
    let context = SessionContext(
      settings: settings, counters: counters, logger: Logger(label: "test"), sessions: sessions, replays: journal,
      services: .none(time))
    shard = Shard(loop: loop, context: context)
  }

  func session(
    withIDs: Bool = true, role: String = "admin", subject: String = "u", offering extensions: String = "",
    resuming request: ResumeRequest? = nil
  ) throws -> EmbeddedSession {
    let deflate = ExtensionOffer.list([extensions]).flatMap { PerMessageDeflate($0) }
    return try EmbeddedSession(self, withIDs: withIDs, role: role, subject: subject, deflate, request)
  }

  /// Puts an event into the inbox.
  @discardableResult
  func publish(_ type: String = "agent_status", _ data: String = documentedStatus) -> Delivery {
    let delivery = decide(type, data)
    post([delivery])
    return delivery
  }

  /// Puts an event into the journal only.
  func decide(
    _ type: String = "agent_status", _ data: String = documentedStatus, isForClients: Bool = true
  ) -> Delivery {
    published += 1
    let delivery = Delivery.sample(published, type, data)
    journal.record(delivery, isForClients: isForClients)
    return delivery
  }

  /// Puts events of the journal's last step, or of an earlier one, into the inbox.
  func post(_ deliveries: [Delivery], upTo position: JournalPosition? = nil, isLast: Bool = true) {
    let burst = Burst(
      deliveries, upTo: position ?? journal.position, isLast: isLast, reports: 1, counters: counters)
    if !shard.post(burst) { burst.report(EventMask()) }
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
  let connection: SessionConnection

  init(
    _ bench: ShardBench, withIDs: Bool, role: String, subject: String, _ deflate: PerMessageDeflate?,
    _ request: ResumeRequest?
  ) throws {
    let principal = Principal(
      subject: subject, permissions: RoleTable(AuthConfig().roles).permissions(of: role), expires: .distantFuture)
    let session = Session(
      id: .random(), principal: principal, rules: SessionRules(.standard, SessionLimits(.unlimited)),
      options: SessionOptions(includesIDs: withIDs), at: bench.time.now())
    connection = SessionConnection(
      session: session, shard: bench.shard, isEncrypted: false, deflate: deflate,
      resuming: request)
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

  func say(_ text: String) throws { try say(.text(text)) }
  func say(_ frame: Frame) throws { _ = try channel.writeInbound(ByteBuffer(bytes: frame.bytes)) }

  func subscribe(_ data: String) throws { try say(#"{"type":"subscribe","data":\#(data)}"#) }
  func unsubscribe(_ data: String) throws { try say(#"{"type":"unsubscribe","data":\#(data)}"#) }

  /// The buffers that have been flushed since the last call.
  func buffers() throws -> [ByteBuffer] {
    var buffers: [ByteBuffer] = []
    while let next = try channel.readOutbound(as: ByteBuffer.self) { buffers.append(next) }
    return buffers
  }

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

// MARK: Resuming

extension ShardBench {
  /// Lets the loop turn until nothing is to be done, as far as the journal answers.
  func settle() {
    for _ in 0..<100 { turn() }
  }

  /// A client that comes back to a session.
  func resume(
    _ session: EmbeddedSession, after number: UInt64?, role: String = "admin", subject: String = "u",
    offering extensions: String = ""
  ) throws -> EmbeddedSession {
    let request = ResumeRequest(session: session.publicID, lastEvent: number.map { "msg_\($0)" })
    return try self.session(role: role, subject: subject, offering: extensions, resuming: request)
  }
}

extension EmbeddedSession {
  var publicID: String { connection.session.id.publicID }
}

extension [Frame] {
  /// The numbers of the events among them.
  var numbers: [UInt64] {
    compactMap { $0.json?.root["id"]?.string }.compactMap { UInt64($0.dropFirst("msg_".count)) }
  }

  /// Types of messages, or opcodes.
  var types: [String] { map { $0.json?.root["type"]?.string ?? "\($0.opcode)" } }

  /// What the welcome says of resuming.
  var resume: String? {
    first?.json?.root[["data", "resume"]].map { String(decoding: $0.text, as: UTF8.self) }
  }
}
