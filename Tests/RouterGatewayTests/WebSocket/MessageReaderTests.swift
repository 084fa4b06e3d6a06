import NIOCore
import Testing

@testable import RouterGateway

/// Every rule of RFC 6455 for what a client sends.
struct MessageReaderTests {
  typealias Input = MessageReader.Input

  private static func read(_ bytes: [UInt8], size: Int = 65_536, fragments: Int = 4096) -> [Input] {
    var reader = MessageReader(limits: .init(messageSize: size, fragments: fragments))
    reader.append(ByteBuffer(bytes: bytes))
    return Array(inputs: &reader)
  }

  private static func read(_ frames: [Frame], size: Int = 65_536, fragments: Int = 4096) -> [Input] {
    read(frames.flatMap(\.bytes), size: size, fragments: fragments)
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  // MARK: Messages

  @Test(
    arguments: [
      ([.text("a")], [.text(bytes("a"))]), ([.text("")], [.text([])]),
      ([.text("a"), .text("b")], [.text(bytes("a")), .text(bytes("b"))]),
      ([.binary([0, 0xFF])], [.binary([0, 0xFF])]), ([.binary([])], [.binary([])]),
      ([.text("a", fin: false), .continuation("b", fin: false), .continuation("c")], [.text(bytes("abc"))]),
      ([.text("", fin: false), .continuation("", fin: false), .continuation("")], [.text([])]),
      (
        [.text("a", fin: false), .ping("x"), .pong("y"), .continuation("b")],
        [.ping(bytes("x")), .pong, .text(bytes("ab"))]
      ),
      ([.text("a", fin: false), .close(1000)], [.close(1000)]),
      ([Frame(opcode: 1, payload: [0xC3], fin: false), Frame(opcode: 0, payload: [0xA9])], [.text([0xC3, 0xA9])]),
      ([.ping(String(repeating: "p", count: 125))], [.ping(Array(repeating: 0x70, count: 125))]), ([.pong()], [.pong]),
    ] as [([Frame], [Input])])
  func `Frames become messages`(_ frames: [Frame], _ inputs: [Input]) {
    #expect(Self.read(frames) == inputs)
  }

  @Test(arguments: [0, 1, 3, 4, 7, 8, 9, 125, 126, 127, 128, 65_535, 65_536, 65_537])
  func `Every form of the length is read and every byte unmasked`(_ count: Int) {
    let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    #expect(Self.read([.binary(payload)], size: count) == [.binary(payload)])
    #expect(
      Self.read([.binary(payload)], size: count - 1) == [
        .violation(.tooBig, "messages have at most \(count - 1) bytes")
      ])
  }

  // MARK: Violations

  @Test(
    arguments: [
      ([Frame(opcode: 1, isMasked: false)], "client frames must be masked"),
      ([Frame(opcode: 8, isMasked: false)], "client frames must be masked"),
      ([Frame(opcode: 1, rsv: 4)], "reserved bits are set and no extension was negotiated"),
      ([Frame(opcode: 1, rsv: 2)], "reserved bits are set and no extension was negotiated"),
      ([Frame(opcode: 9, rsv: 1)], "reserved bits are set and no extension was negotiated"),
      ([Frame(opcode: 3)], "the opcode 3 is unknown"), ([Frame(opcode: 7)], "the opcode 7 is unknown"),
      ([Frame(opcode: 11)], "the opcode 11 is unknown"), ([Frame(opcode: 15)], "the opcode 15 is unknown"),
      ([Frame(opcode: 9, fin: false)], "a control frame must not be fragmented"),
      ([Frame(opcode: 8, fin: false)], "a control frame must not be fragmented"),
      ([.ping(String(repeating: "p", count: 126))], "a control frame has at most 125 bytes"),
      ([.pong(String(repeating: "p", count: 65_536))], "a control frame has at most 125 bytes"),
      ([Frame(opcode: 9, payload: [1], lengthBytes: 2)], "a control frame has at most 125 bytes"),
      ([.continuation("a")], "a continuation without a beginning"),
      ([.text("a"), .continuation("b")], "a continuation without a beginning"),
      ([.text("a", fin: false), .text("b")], "a new message inside a fragmented one"),
      ([.text("", fin: false), .binary([])], "a new message inside a fragmented one"),
      ([Frame(opcode: 1, payload: [1], lengthBytes: 2)], "a length must be in its shortest form"),
      (
        [Frame(opcode: 2, payload: Array(repeating: 0, count: 125), lengthBytes: 2)],
        "a length must be in its shortest form"
      ),
      ([Frame(opcode: 2, payload: [], lengthBytes: 8)], "a length must be in its shortest form"),
      (
        [Frame(opcode: 2, payload: Array(repeating: 0, count: 65_535), lengthBytes: 8)],
        "a length must be in its shortest form"
      ),
      ([Frame(opcode: 8, payload: [3])], "a close frame with half a code"),
      ([.close(1005, "why")], "the close code 1005 is not allowed"),
    ] as [([Frame], String)])
  func `What breaks the protocol is named`(_ frames: [Frame], _ reason: String) {
    #expect(Self.read(frames).last == .violation(.protocolError, reason))
  }

  @Test func `A length with its top bit set breaks the protocol`() {
    let front: [UInt8] = [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4]
    #expect(Self.read(front) == [.violation(.protocolError, "the top bit of a length must be 0")])
  }

  @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16])
  func `Close codes that may not be on the wire are violations`(_ code: UInt16) {
    #expect(Self.read([.close(code)]) == [.violation(.protocolError, "the close code \(code) is not allowed")])
  }

  @Test(
    arguments: [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
      as [UInt16])
  func `Other close codes are the peer's own`(_ code: UInt16) { #expect(Self.read([.close(code)]) == [.close(code)]) }

  @Test func `A close without a code is a normal one`() { #expect(Self.read([Frame(opcode: 8)]) == [.close(1000)]) }

  @Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x61, 0xC0, 0x80]] as [[UInt8]])
  func `The reason of a close is UTF-8`(_ reason: [UInt8]) {
    let violation = Input.violation(.invalidPayload, "the reason of a close must be UTF-8")
    #expect(Self.read([Frame(opcode: 8, payload: [3, 0xE8] + reason)]) == [violation])
    #expect(Self.read([.close(1000, "auf Wiederhören")]) == [.close(1000)])
  }

  @Test(arguments: [[Frame.close(1000)], [Frame(opcode: 3)]])
  func `Nothing comes after the end`(_ end: [Frame]) {
    var reader = MessageReader(limits: .init(messageSize: 10, fragments: 10))
    reader.append(ByteBuffer(bytes: (end + [.text("a")]).flatMap(\.bytes)))
    #expect(Array(inputs: &reader).count == 1)
    reader.append(ByteBuffer(bytes: Frame.text("b").bytes))
    #expect(reader.next() == nil)
    #expect(!reader.hasUnread)
  }

  // MARK: Limits

  @Test func `The size of a message is that of its fragments together`() {
    let tooBig = Input.violation(.tooBig, "messages have at most 4 bytes")
    #expect(Self.read([.text("ab", fin: false), .continuation("cd")], size: 4) == [.text(Self.bytes("abcd"))])
    #expect(Self.read([.text("ab", fin: false), .continuation("cde")], size: 4) == [tooBig])
    #expect(Self.read([.text("abcd"), .text("abcd")], size: 4).count == 2)
  }

  @Test func `The announced size is enough`() {
    let front = Array(Frame.binary(Array(repeating: 0, count: 70_000)).bytes.prefix(14))
    #expect(Self.read(front) == [.violation(.tooBig, "messages have at most 65536 bytes")])
    let largest: [UInt8] = [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]
    #expect(
      Self.read(Frame.text("a", fin: false).bytes + [0x80] + largest.dropFirst()) == [
        .violation(.tooBig, "messages have at most 65536 bytes")
      ])
  }

  @Test func `Empty fragments are bounded too`() {
    let fragments = [Frame.text("", fin: false)] + Array(repeating: Frame.continuation("", fin: false), count: 3)
    #expect(Self.read(fragments + [.continuation("a")], fragments: 5) == [.text(Self.bytes("a"))])
    #expect(
      Self.read(fragments + [.continuation("a")], fragments: 4) == [
        .violation(.tooBig, "messages have at most 4 fragments")
      ])
    #expect(Self.read(fragments + [.continuation("a")] + fragments, fragments: 5).count == 1)
  }

  // MARK: Memory

  @Test func `A header does not make the reader allocate what it announces`() {
    var reader = MessageReader(limits: .init(messageSize: .max, fragments: 1))
    let front: [UInt8] = [0x82, 0xFF, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]
    reader.append(ByteBuffer(bytes: front + Array(repeating: 7, count: 1000)))
    #expect(reader.next() == nil)
    #expect((1000...2400).contains(reader.heldBytes))
  }

  @Test func `What is left over does not keep the buffer of the socket`() {
    var reader = MessageReader(limits: .init(messageSize: 65_536, fragments: 1))
    #expect(reader.heldBytes == 0)
    reader.append(ByteBuffer(bytes: Frame.binary(Array(repeating: 0, count: 65_000)).bytes + [0x82]))
    _ = Array(inputs: &reader)
    #expect(reader.hasUnread)
    #expect((1...256).contains(reader.heldBytes))
    reader.append(ByteBuffer(bytes: Frame.text("abc").bytes.dropFirst()))
    #expect(Array(inputs: &reader).count == 1)
    #expect(!reader.hasUnread)
    #expect(reader.heldBytes <= 256)
  }

  // MARK: Pulling

  @Test func `A caller may stop in the middle and go on later`() {
    var reader = MessageReader(limits: .init(messageSize: 10, fragments: 10))
    reader.append(ByteBuffer(bytes: [Frame.text("a"), .text("b")].flatMap(\.bytes)))
    #expect(reader.next() == .text(Self.bytes("a")))
    #expect(reader.hasUnread)
    reader.append(ByteBuffer(bytes: Frame.text("c").bytes))
    #expect(Array(inputs: &reader) == [.text(Self.bytes("b")), .text(Self.bytes("c"))])
    #expect(!reader.hasUnread)
  }
}

extension Array<MessageReader.Input> {
  /// Everything that there is.
  init(inputs reader: inout MessageReader) {
    self = []
    while let input = reader.next() { append(input) }
  }
}
