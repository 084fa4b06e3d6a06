import Deflate
import NIOCore
import TestSupport
import Testing

@testable import RouterGateway

/// Messages that come compressed (RFC 7692 §6 and §7.2), and everything that can be wrong about them.
struct CompressedMessageTests {
  typealias Input = MessageReader.Input

  private static func read(_ frames: [Frame], size: Int = 65_536, fragments: Int = 4096) -> [Input] {
    var reader = MessageReader(limits: .init(messageSize: size, fragments: fragments), inflates: true)
    reader.append(ByteBuffer(bytes: frames.flatMap(\.bytes)))
    return Array(inputs: &reader)
  }

  private static func deflated(_ message: [UInt8]) throws -> [UInt8] {
    let deflater = try #require(Deflater(.full))
    return try #require(deflater.deflate(message, atMost: 2 * message.count + 64) { Array($0) })
  }

  /// A message in as many fragments as there are parts.
  private static func frames(_ parts: [UInt8]..., opcode: UInt8 = 1) -> [Frame] {
    parts.enumerated().map { index, part in
      Frame(
        opcode: index == 0 ? opcode : 0, payload: part, fin: index == parts.count - 1, rsv: index == 0 ? 4 : 0)
    }
  }

  private static let hello = Input.text(Array("Hello".utf8))

  // MARK: RFC 7692 §7.2.3

  @Test(
    arguments: [
      ("§7.2.3.1", [[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]]),
      ("§7.2.3.1 in fragments", [[0xf2, 0x48, 0xcd], [0xc9, 0xc9, 0x07, 0x00]]),
      ("§7.2.3.3", [[0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]]),
      ("§7.2.3.4", [[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]]),
      ("§7.2.3.5", [[0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00]]),
      ("a last fragment of nothing", [[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], []]),
      ("§7.2.3.6, an empty block as the last fragment", [[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], [0x00]]),
      ("a first fragment of nothing", [[], [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]]),
    ] as [(String, [[UInt8]])])
  func `The RFC's examples are read`(_ section: String, _ parts: [[UInt8]]) {
    let frames = parts.enumerated().map { index, part in
      Frame(opcode: index == 0 ? 1 : 0, payload: part, fin: index == parts.count - 1, rsv: index == 0 ? 4 : 0)
    }
    #expect(Self.read(frames) == [Self.hello], "\(section)")
    // Pings between the fragments are no part of it.
    #expect(Self.read(frames.flatMap { [$0, .ping()] }).count == parts.count + 1, "\(section)")
    // Each message is on its own.
    #expect(Self.read(frames + [.text("plain")] + frames) == [Self.hello, .text(Array("plain".utf8)), Self.hello])
  }

  @Test func `A message that needs the one before it was not agreed on`() {
    let first = Self.frames([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00])
    // §7.2.3.2.
    #expect(Self.read(first + Self.frames([0xf2, 0x00, 0x11, 0x00, 0x00])) == [Self.hello, Self.damaged])
  }

  @Test func `Empty messages, text and binary, are empty`() {
    #expect(Self.read(Self.frames([0x00])) == [.text([])])
    #expect(Self.read(Self.frames([])) == [.text([])])
    #expect(Self.read(Self.frames([], [], opcode: 2)) == [.binary([])])
    #expect(Self.read(Self.frames([0x02], [0x00], opcode: 2)) == [.binary([])])
  }

  @Test func `The reader says whether a message was compressed`() throws {
    var reader = MessageReader(limits: .init(messageSize: 100, fragments: 2), inflates: true)
    let frames = Self.frames([0x00]) + [.text("plain")] + Self.frames([0x00], opcode: 2)
    reader.append(ByteBuffer(bytes: frames.flatMap(\.bytes)))
    let flags = (0..<3).map { _ in
      _ = reader.next()
      return reader.wasCompressed
    }
    #expect(flags == [true, false, true])
  }

  // MARK: Reserved bits

  @Test(
    arguments: [
      ([Frame(opcode: 9, rsv: 4)], "only the first frame of a message says that it is compressed"),
      ([Frame(opcode: 10, rsv: 4)], "only the first frame of a message says that it is compressed"),
      ([Frame(opcode: 8, rsv: 4)], "only the first frame of a message says that it is compressed"),
      (
        [Frame(opcode: 1, payload: [0], fin: false, rsv: 4), Frame(opcode: 0, rsv: 4)],
        "only the first frame of a message says that it is compressed"
      ),
      (
        [.text("a", fin: false), Frame(opcode: 0, rsv: 4)],
        "only the first frame of a message says that it is compressed"
      ),
      ([Frame(opcode: 0, rsv: 4)], "only the first frame of a message says that it is compressed"),
      ([Frame(opcode: 1, payload: [0], rsv: 6)], "reserved bits are set and no extension was negotiated"),
      ([Frame(opcode: 1, payload: [0], rsv: 5)], "reserved bits are set and no extension was negotiated"),
      ([Frame(opcode: 2, rsv: 2)], "reserved bits are set and no extension was negotiated"),
      ([Frame(opcode: 2, rsv: 1)], "reserved bits are set and no extension was negotiated"),
      ([Frame(opcode: 3, rsv: 4)], "the opcode 3 is unknown"),
    ] as [([Frame], String)])
  func `The bit stands at the beginning of a message and nowhere else`(_ frames: [Frame], _ reason: String) {
    #expect(Self.read(frames) == [.violation(.protocolError, reason)])
  }

  @Test func `Nothing is compressed without an agreement`() {
    var reader = MessageReader(limits: .init(messageSize: 100, fragments: 2))
    reader.append(ByteBuffer(bytes: Self.frames([0x00])[0].bytes))
    #expect(
      Array(inputs: &reader) == [.violation(.protocolError, "reserved bits are set and no extension was negotiated")])
  }

  // MARK: Damage

  private static let damaged = Input.violation(.invalidPayload, "a compressed message must be DEFLATE")

  @Test(
    arguments: [
      [0x06, 0x00], [0xff, 0xff, 0xff], [0xf2, 0x48, 0xcd], [0x00, 0x05, 0x00, 0x00, 0x00],
      [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06], Array("Hello".utf8),
    ] as [[UInt8]])
  func `What cannot be inflated closes with 1007`(_ message: [UInt8]) {
    #expect(Self.read(Self.frames(message)) == [Self.damaged])
    #expect(Self.read(Self.frames(message, opcode: 2)) == [Self.damaged])
    #expect(Self.read(Self.frames(Array(message.prefix(1)), Array(message.dropFirst()))) == [Self.damaged])
  }

  @Test func `Text is checked when it is inflated, and as it comes`() throws {
    let bad = Input.violation(.invalidPayload, "a text message must be UTF-8")
    let message = try Self.deflated(Array("Grüße".utf8) + [0xFF])
    #expect(Self.read(Self.frames(message)) == [bad])
    #expect(Self.read(Self.frames(message, opcode: 2)).count == 1)
    // The end is never sent.
    #expect(Self.read([Frame(opcode: 1, payload: message, fin: false, rsv: 4)]) == [bad])
    #expect(Self.read(Self.frames(try Self.deflated(Array("Grü".utf8.dropLast())))) == [bad])
    let split = try Self.deflated(Array("Grüße, €, 😀".utf8))
    let parts = split.map { [$0] }.enumerated().map { index, part in
      Frame(opcode: index == 0 ? 1 : 0, payload: part, fin: index == split.count - 1, rsv: index == 0 ? 4 : 0)
    }
    #expect(Self.read(parts) == [.text(Array("Grüße, €, 😀".utf8))])
  }

  // MARK: Limits

  private static func tooBig(_ size: Int) -> Input { .violation(.tooBig, "messages have at most \(size) bytes") }

  @Test func `The limit is that of the inflated message`() throws {
    let message = try Self.deflated(Array(repeating: 0x20, count: 1000))
    #expect(message.count < 20)
    #expect(Self.read(Self.frames(message), size: 1000) == [.text(Array(repeating: 0x20, count: 1000))])
    #expect(Self.read(Self.frames(message), size: 999) == [Self.tooBig(999)])
    #expect(Self.read([Frame(opcode: 1, payload: message, fin: false, rsv: 4)], size: 999) == [Self.tooBig(999)])
  }

  @Test func `A message that became larger by compression is still within the limit`() throws {
    var random = SplitMix64(seed: 3)
    let noise = (0..<65_536).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let message = try Self.deflated(noise)
    #expect(message.count > noise.count)
    #expect(Self.read(Self.frames(message, opcode: 2)) == [.binary(noise)])
  }

  @Test func `Bombs are stopped while they are inflated, and take no memory`() throws {
    // About 1000:1, which is what DEFLATE can do; and that compressed again.
    let bomb = try Self.deflated(Array(repeating: 0x61, count: 32 << 20))
    #expect(bomb.count < 160_000)
    let nested = try Self.deflated(bomb)
    for (message, size) in [(bomb, 131_072), (nested, 1000)] {
      var reader = MessageReader(limits: .init(messageSize: size, fragments: 4096), inflates: true)
      let bytes = Frame(opcode: 2, payload: message, rsv: 4).bytes
      for start in stride(from: 0, to: bytes.count, by: 500) {
        reader.append(ByteBuffer(bytes: bytes[start...].prefix(500)))
        #expect(reader.heldBytes <= 2 * size + Inflater.memory + 1024)
        guard let input = reader.next() else { continue }
        #expect(input == Self.tooBig(size))
        // Long before the end.
        #expect(start < 2000)
        break
      }
      #expect(reader.heldBytes == 0)
    }
  }

  @Test func `What is announced is bounded too, whatever comes out of it`() {
    let front = Array(Frame(opcode: 2, payload: Array(repeating: 0, count: 132_097), rsv: 4).bytes.prefix(14))
    var reader = MessageReader(limits: .init(messageSize: 65_536, fragments: 1), inflates: true)
    reader.append(ByteBuffer(bytes: front))
    #expect(Array(inputs: &reader) == [Self.tooBig(65_536)])
    var largest = MessageReader(limits: .init(messageSize: .max, fragments: 1), inflates: true)
    largest.append(ByteBuffer(bytes: front))
    #expect(largest.next() == nil)
  }

  @Test func `Fragments without end that come to nothing are bounded`() {
    // Each is an empty block: 00 00 00 FF FF.
    let block: [UInt8] = [0x00, 0x00, 0x00, 0xff, 0xff]
    var reader = MessageReader(limits: .init(messageSize: 1000, fragments: .max), inflates: true)
    reader.append(ByteBuffer(bytes: Frame(opcode: 2, payload: block, fin: false, rsv: 4).bytes))
    var fragments = 1
    var input = reader.next()
    while input == nil, fragments < 10_000 {
      reader.append(ByteBuffer(bytes: Frame(opcode: 0, payload: block, fin: false).bytes))
      fragments += 1
      input = reader.next()
      #expect(reader.heldBytes <= Inflater.memory + 1024)
    }
    #expect(input == Self.tooBig(1000))
    #expect(fragments == (2 * 1000 + 1024) / 5 + 1)
    // And last blocks: each begins the decoder anew.
    let lasts = Array(repeating: [0x03, 0x00] as [UInt8], count: 1000).flatMap(\.self)
    #expect(Self.read(Self.frames(lasts, opcode: 2), size: 1000) == [.binary([])])
  }

  // MARK: Memory

  @Test func `Nothing is kept between messages`() throws {
    var reader = MessageReader(limits: .init(messageSize: 65_536, fragments: 10), inflates: true)
    #expect(reader.heldBytes == 0)
    let message = try Self.deflated(Array(repeating: 0x61, count: 60_000))
    reader.append(ByteBuffer(bytes: Frame(opcode: 1, payload: message, fin: false, rsv: 4).bytes))
    #expect(reader.next() == nil)
    #expect(reader.heldBytes > Inflater.memory)
    reader.append(ByteBuffer(bytes: Frame(opcode: 0).bytes))
    #expect(reader.next() == .text(Array(repeating: 0x61, count: 60_000)))
    #expect(reader.next() == nil)
    #expect(reader.heldBytes <= 256)
  }
}
