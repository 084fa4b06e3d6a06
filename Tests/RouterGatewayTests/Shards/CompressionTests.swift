import Deflate
import NIOCore
import TestSupport
import Testing

@testable import RouterGateway

/// Sessions that have agreed on compression, beside others.
struct CompressionTests {
  private static let offer = "permessage-deflate"
  private static let small = "permessage-deflate; server_max_window_bits=10"

  private static func status(_ bytes: Int) -> String {
    #"{"agent_id":"a","old_status":"x","new_status":"y","reason":"\#(String(repeating: "long ", count: bytes / 5))"}"#
  }

  private static func subscribed(_ bench: ShardBench, _ offers: String...) throws -> [EmbeddedSession] {
    try offers.map { offer in
      let session = try bench.session(offering: offer)
      try session.subscribe(#"{"events":["agent_status"]}"#)
      _ = try session.frames()
      return session
    }
  }

  private static func address(_ buffer: ByteBuffer) -> UInt {
    buffer.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
  }

  @Test func `Sessions with and without compression hear the same events`() throws {
    let bench = ShardBench()
    let sessions = try Self.subscribed(bench, "", Self.offer, Self.small)
    for size in [10, 1000, 20] { bench.publish("agent_status", Self.status(size)) }
    bench.turn()
    let frames = try sessions.map { try $0.frames() }
    #expect(frames[1].map(\.text) == frames[0].map(\.text))
    #expect(frames[2].map(\.text) == frames[0].map(\.text))
    #expect(frames[0].map(\.isCompressed) == [false, false, false])
    // What is small is left alone.
    #expect(frames[1].map(\.isCompressed) == [false, true, false])
    #expect(frames[2].map(\.isCompressed) == [false, true, false])
    #expect(frames[1][1].payload.count < 200)
  }

  @Test func `An event is compressed once for all sessions of a form, which get the same buffer`() throws {
    let bench = ShardBench()
    let sessions = try Self.subscribed(bench, Self.offer, Self.offer, "", Self.offer, "", Self.small)
    for _ in 0..<3 { bench.publish("agent_status", Self.status(1000)) }
    bench.turn()
    #expect(bench.counters.compressedFrames.load() == 6)
    #expect(bench.counters.bytesToCompress.load() > 6000)
    #expect((1...1000).contains(bench.counters.compressedBytes.load()))
    #expect(bench.counters.frames.load() == 18)
    let buffers = try sessions.map { try $0.buffers() }
    #expect(buffers.map(\.count) == [1, 1, 1, 1, 1, 1])
    let addresses = buffers.map { Self.address($0[0]) }
    #expect(Set([addresses[0], addresses[1], addresses[3]]).count == 1)
    #expect(addresses[2] == addresses[4])
    #expect(Set(addresses).count == 3)
  }

  @Test func `The threshold is the size of the message`() throws {
    let bench = ShardBench()
    let session = try Self.subscribed(bench, Self.offer)[0]
    for size in 100..<300 {
      bench.publish("agent_status", Self.status(size))
      bench.turn()
      let frame = try #require(try session.frames().first)
      #expect(frame.isCompressed == (frame.message.count >= FrameWriter.leastEvent))
    }
  }

  @Test func `Answers are left alone unless they are long`() throws {
    let bench = ShardBench()
    let session = try bench.session(offering: Self.offer)
    try session.say(#"{"type":"ping","id":"\#(String(repeating: "x", count: 500))"}"#)
    try session.say(#"{"type":"ping","id":"\#(String(repeating: "x", count: 2000))"}"#)
    let frames = try session.frames()
    #expect(frames.map(\.isCompressed) == [false, false, true])
    #expect(frames.types == ["connection_established", "pong", "pong"])
    #expect(bench.counters.compressedFrames.load() == 1)
  }

  @Test func `Compression is switched off and on where it was agreed on`() throws {
    let bench = ShardBench()
    let sessions = try Self.subscribed(bench, Self.offer, "")
    func hear() throws -> [Bool] {
      bench.publish("agent_status", Self.status(1000))
      bench.turn()
      return try sessions.map { try #require(try $0.frames().first).isCompressed }
    }
    /// What is said to be in effect.
    func configure(_ compression: Bool) throws -> [Bool?] {
      try sessions.map { session in
        try session.say(#"{"type":"configure","data":{"compression":\#(compression)}}"#)
        let answer = try #require(try session.frames().first?.json?.root)
        #expect(answer["type"]?.string == "configuration_updated")
        return answer["data"]?["compression"]?.bool
      }
    }
    #expect(try hear() == [true, false])
    #expect(try configure(false) == [false, false])
    #expect(try hear() == [false, false])
    #expect(try configure(true) == [true, false])
    #expect(try hear() == [true, false])
  }

  @Test func `What waits for a slow reader is compressed in the form that it has then`() throws {
    let bench = ShardBench()
    let session = try Self.subscribed(bench, Self.offer)[0]
    session.isWritable = false
    for _ in 0..<5 {
      bench.publish("agent_status", Self.status(1000))
      bench.turn()
    }
    session.isWritable = true
    bench.turn()
    let frames = try session.frames()
    #expect(frames.numbers == [1, 2, 3, 4, 5])
    #expect(frames.map(\.isCompressed) == Array(repeating: true, count: 5))
  }

  @Test(arguments: [("", offer), (offer, ""), (small, offer)])
  func `A resumed session goes by what its new connection has agreed on`(_ old: String, _ new: String) throws {
    let bench = ShardBench()
    let first = try Self.subscribed(bench, old)[0]
    bench.publish("agent_status", Self.status(1000))
    bench.turn()
    #expect(try first.frames().map(\.isCompressed) == [!old.isEmpty])
    first.close()
    bench.publish("agent_status", Self.status(1000))
    bench.turn()
    let second = try bench.resume(first, after: 1, offering: new)
    bench.settle()
    bench.publish("agent_status", Self.status(1000))
    bench.settle()
    let frames = try second.frames()
    #expect(frames.numbers == [2, 3])
    #expect(frames.suffix(2).map(\.isCompressed) == [!new.isEmpty, !new.isEmpty])
  }

  @Test func `Clients may say what they say compressed, if it was agreed on`() throws {
    let bench = ShardBench()
    let deflater = try #require(Deflater(.full))
    let text = #"{"type":"subscribe","data":{"events":["agent_status"]}}"#
    let payload = try #require(deflater.deflate(Array(text.utf8), atMost: 1000) { Array($0) })
    let session = try bench.session(offering: Self.offer)
    try session.say(Frame(opcode: 1, payload: payload, rsv: 4))
    #expect(try session.frames().types == ["connection_established", "subscription_confirmed"])
    let other = try bench.session()
    try other.say(Frame(opcode: 1, payload: payload, rsv: 4))
    #expect(try other.frames().last?.closeCode == 1002)
  }
}
