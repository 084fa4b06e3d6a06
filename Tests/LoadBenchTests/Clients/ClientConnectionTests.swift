import Deflate
import Histogram
import NIOCore
import NIOEmbedded
import Testing

@testable import LoadBench

/// One client on a channel without a network.
struct ClientConnectionTests {
  private final class Bench {
    let channel = EmbeddedChannel()
    let lane: Lane
    let progress = Progress()
    let plan: ClientPlan
    let client: ClientConnection
    let ready: EventLoopFuture<Void>

    init(
      _ scenario: Scenario = .fanOut(.test), index: Int = 0, clients: Int = 4, deflate: Bool = false
    ) throws {
      var options = try BenchOptions.test(scenario)
      options.deflate = deflate
      options.clients = clients
      plan = ClientPlan(options, format: MarkerFormat(run: 7))
      lane = Lane(loop: channel.embeddedEventLoop)
      let promise = channel.eventLoop.makePromise(of: Void.self)
      ready = promise.futureResult
      client = ClientConnection(index: index, plan: plan, lane: lane, progress: progress, ready: promise)
      try channel.pipeline.syncOperations.addHandler(client)
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
      #expect(try channel.readOutbound(as: ByteBuffer.self) == plan.upgrade.request)
    }

    deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

    func receive(_ bytes: [UInt8]) throws { try channel.writeInbound(ByteBuffer(bytes: bytes)) }
    func receive(_ text: String) throws { try receive(WireText.frame(text)) }

    /// All frames that the client has sent since the last call.
    func sent() throws -> [(opcode: UInt8, text: String)] {
      var bytes: [UInt8] = []
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
      var frames: [(UInt8, String)] = []
      while let frame = WireText.unmasked(bytes) {
        frames.append((frame.opcode, String(decoding: frame.payload, as: UTF8.self)))
        bytes = frame.rest
      }
      #expect(bytes.isEmpty)
      return frames
    }

    func upgrade() throws {
      let extensions =
        plan.upgrade.deflate ? "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover" : ""
      try receive(
        Array("HTTP/1.1 101 OK\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\(extensions)\r\n\r\n".utf8))
      try receive(#"{"type":"connection_established","timestamp":"","data":{}}"#)
    }

    func open() throws {
      try upgrade()
      if !(try sent().isEmpty) { try receive(#"{"type":"subscription_confirmed","data":{"events":[]}}"#) }
      try ready.wait()
    }

    func event(_ number: Int) -> [UInt8] {
      var buffer = ByteBuffer()
      EventTemplate(format: plan.format, agents: 1, size: 200).append(
        Marker(time: 0, number: UInt64(number)), to: &buffer)
      return WireText.frame(.text, Array(buffer.readableBytesView))
    }

    func compressedEvent(_ number: Int) throws -> [UInt8] {
      let plain = event(number)
      let deflater = try #require(Deflater(.full))
      let payload = try #require(deflater.deflate(Array(plain[4...]), atMost: 1000) { Array($0) })
      var frame = WireText.frame(.text, payload)
      frame[0] |= 0x40
      return frame
    }

    func failure() -> BenchFailure? {
      do {
        try ready.wait()
        return nil
      } catch {
        return error as? BenchFailure
      }
    }

    var endings: [String] { progress.endings.map(\.reason) }
  }

  // MARK: Becoming ready

  @Test func `A client subscribes when it is welcome and is ready when that is confirmed`() throws {
    let bench = try Bench(.ownAgent(.test), index: 3)
    try bench.upgrade()
    #expect(
      try bench.sent().map(\.text) == [
        #"{"type":"subscribe","data":{"events":["agent_status"],"agents":["bench-000003"]}}"#
      ])
    #expect(!bench.client.isOpen)
    try bench.receive(#"{"type":"connection_pool_info","data":{}}"#)
    #expect(!bench.client.isOpen)
    try bench.receive(#"{"type":"subscription_confirmed","data":{}}"#)
    #expect(bench.client.isOpen)
  }

  @Test func `A refused token is told with what to do`() throws {
    let bench = try Bench()
    try bench.receive(Array("HTTP/1.1 101 OK\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n".utf8))
    try bench.receive(
      #"{"type":"connection_error","data":{"error_code":"AUTHENTICATION_FAILED","error_message":"no good"}}"#)
    #expect(bench.failure() == .connectionRefused(code: "AUTHENTICATION_FAILED", text: "no good"))
    #expect(bench.failure()?.description.contains("junctor token") == true)
    #expect(!bench.channel.isActive)
  }

  @Test func `A refused subscription is told`() throws {
    let bench = try Bench()
    try bench.upgrade()
    try bench.receive(
      #"{"type":"subscription_error","data":{"error_code":"PERMISSION_DENIED","error_message":"not yours"}}"#)
    #expect(bench.failure() == .subscriptionRefused(code: "PERMISSION_DENIED", text: "not yours"))
  }

  @Test func `A handshake that does not get on ends`() throws {
    let bench = try Bench()
    bench.channel.embeddedEventLoop.advanceTime(by: .seconds(31))
    #expect(bench.failure() == .handshakeOverdue(.seconds(30)))
    #expect(!bench.channel.isActive)
  }

  @Test func `A connection that ends before it is ready is told`() throws {
    let bench = try Bench()
    bench.channel.pipeline.fireChannelInactive()
    #expect(bench.failure() == .handshakeCut("the connection was lost without a close frame"))
    #expect(bench.endings.isEmpty)
  }

  // MARK: Counting

  @Test(arguments: [1, 2, 7, 100, 100_000])
  func `Events are counted however the bytes are cut`(size: Int) throws {
    let bench = try Bench()
    try bench.open()
    let bytes = (0..<50).flatMap { bench.event($0) }
    for start in stride(from: 0, to: bytes.count, by: size) {
      try bench.receive(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(bench.progress.deliveries == 50)
    #expect(bench.client.sequence.count == 50)
    #expect(bench.lane.tally.latency.totalCount == 50)
  }

  @Test func `Faults are counted, and what is no own event does not count as delivered`() throws {
    let bench = try Bench(.ownAgent(.test), index: 1)
    try bench.open()
    // Own numbers are 1, 5, 9, 13 …
    for number in [1, 9, 5, 5, 13, 14] { try bench.receive(bench.event(number)) }
    try bench.receive(#"{"type":"agent_status","data":{"agent_id":"of someone else"}}"#)
    let tally = bench.lane.tally
    #expect((tally.late, tally.repeated, tally.foreign, tally.others) == (1, 1, 1, 1))
    #expect(bench.progress.deliveries == 4)
  }

  @Test(arguments: [1, 7, 100_000])
  func `Compressed events are counted as plain ones, and each is inflated once`(size: Int) throws {
    let bench = try Bench(deflate: true)
    try bench.open()
    let frames = try (0..<50).map { try bench.compressedEvent($0) }
    let bytes = frames.flatMap { $0 + $0 } + bench.event(50)
    for start in stride(from: 0, to: bytes.count, by: size) {
      try bench.receive(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(bench.client.sequence.count == 51)
    #expect(bench.lane.tally.repeated == 50)
    #expect(bench.lane.inflated.inflations == 50)
    #expect(bench.lane.tally.bytes == bytes.count - 100 * 2 - 4)
  }

  @Test func `What cannot be inflated, or was not asked for, ends the connection`() throws {
    let bench = try Bench(deflate: true)
    try bench.open()
    try bench.receive([0xc1, 0x02, 0x06, 0x00])
    #expect(bench.endings == ["the server broke the protocol: a frame that cannot be inflated"])
    let plain = try Bench()
    try plain.open()
    try plain.receive(try plain.compressedEvent(0))
    #expect(plain.endings == ["the server broke the protocol: a compressed frame, which was not asked for"])
  }

  // MARK: Asking

  @Test func `Pings are sent up to the limit, one for each answer`() throws {
    let bench = try Bench(.requestReply(depth: 2))
    try bench.open()
    bench.client.requestLimit = 3
    bench.client.request(2)
    let pings = try bench.sent()
    #expect(pings.count == 2)
    func pong(_ ping: (opcode: UInt8, text: String)) -> [UInt8] {
      WireText.frame(ping.text.replacing(#""type":"ping""#, with: #""type":"pong","data":{}"#))
    }
    try bench.receive(pings.flatMap(pong))
    let last = try bench.sent()
    #expect(last.count == 1, "the limit is reached")
    try bench.receive(pong(last[0]))
    #expect(try bench.sent().isEmpty)
    #expect(bench.client.sequence.count == 3)
    #expect(bench.lane.tally.repeated == 0)
  }

  // MARK: Ending

  @Test func `How the server ended a connection is kept, with what it said before`() throws {
    let bench = try Bench()
    try bench.open()
    try bench.receive(#"{"type":"disconnect_warning","data":{"reason":"slow_reader"}}"#)
    try bench.receive(WireText.frame(.close, [0x03, 0xf5] + Array("too slow".utf8)))
    #expect(bench.endings == [#"close 1013 "too slow" after disconnect_warning slow_reader"#])
    #expect(try bench.sent().map(\.opcode) == [8])
    #expect(!bench.channel.isActive)
  }

  @Test func `Bytes that are no frames end the connection`() throws {
    let bench = try Bench()
    try bench.open()
    try bench.receive([0x81, 0x80, 1, 2, 3, 4])
    #expect(bench.endings == ["the server broke the protocol: a masked frame from a server"])
  }

  @Test func `A goodbye of our own is no fault`() throws {
    let bench = try Bench()
    try bench.open()
    bench.client.close()
    #expect(try bench.sent().map(\.opcode) == [8])
    try bench.receive(WireText.frame(.close, [0x03, 0xe8]))
    bench.channel.pipeline.fireChannelInactive()
    #expect(bench.endings.isEmpty)
    #expect(bench.client.hasEnded)
  }

  @Test func `A ping of the server is answered`() throws {
    let bench = try Bench()
    try bench.open()
    try bench.receive(WireText.frame(.ping, Array("are you there".utf8)))
    let pongs = try bench.sent()
    #expect(pongs.map(\.opcode) == [10])
    #expect(pongs.map(\.text) == ["are you there"])
  }
}
