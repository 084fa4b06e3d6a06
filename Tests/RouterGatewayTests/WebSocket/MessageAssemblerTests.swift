import NIOCore
import NIOWebSocket
import Testing

@testable import RouterGateway

/// RFC 6455 as far as NIO's decoder leaves it to us.
struct MessageAssemblerTests {
  typealias Input = MessageAssembler.Input

  private static func frame(_ frame: Frame) -> WebSocketFrame {
    let mask: WebSocketMaskingKey = [1, 2, 3, 4]
    var payload = ByteBuffer(bytes: frame.payload)
    if frame.isMasked { payload.webSocketMask(mask) }
    var result = WebSocketFrame(
      fin: frame.fin, opcode: NIOWebSocket.WebSocketOpcode(encodedWebSocketOpcode: frame.opcode) ?? .text,
      maskKey: frame.isMasked ? mask : nil, data: payload)
    result.rsv1 = frame.rsv & 4 != 0
    result.rsv2 = frame.rsv & 2 != 0
    result.rsv3 = frame.rsv & 1 != 0
    return result
  }

  private static func read(_ frames: [Frame], maxSize: Int = 65_536) -> [Input] {
    var assembler = MessageAssembler(maxSize: maxSize)
    return frames.compactMap { assembler.accept(frame($0)) }
  }

  private static func code(_ input: Input?) -> CloseCode? {
    if case .violation(let code, _) = input { code } else { nil }
  }

  @Test(
    arguments: [
      ([.text("a")], [.text(Array("a".utf8))]),
      ([.text("")], [.text([])]),
      ([.text("a", fin: false), .continuation("b", fin: false), .continuation("c")], [.text(Array("abc".utf8))]),
      (
        [.text("a", fin: false), .ping("x"), .pong(), .continuation("b")],
        [.ping(ByteBuffer(string: "x")), .pong, .text(Array("ab".utf8))]
      ),
      ([.text("a"), .text("b")], [.text(Array("a".utf8)), .text(Array("b".utf8))]),
      ([.binary([1])], [.binary]),
      ([.close(1000, "bye")], [.close(1000)]), ([Frame(opcode: 8)], [.close(1000)]),
      ([Frame(opcode: 1, payload: [0xC3], fin: false), Frame(opcode: 0, payload: [0xA9])], [.text([0xC3, 0xA9])]),
    ] as [([Frame], [Input])])
  func `Frames become messages`(_ frames: [Frame], _ inputs: [Input]) {
    #expect(Self.read(frames) == inputs)
  }

  @Test(
    arguments: [
      ([Frame(opcode: 1, isMasked: false)], .protocolError), ([Frame(opcode: 8, isMasked: false)], .protocolError),
      ([Frame(opcode: 1, rsv: 4)], .protocolError), ([Frame(opcode: 1, rsv: 2)], .protocolError),
      ([Frame(opcode: 9, rsv: 1)], .protocolError), ([Frame(opcode: 3)], .protocolError),
      ([Frame(opcode: 7)], .protocolError),
      ([Frame(opcode: 11)], .protocolError), ([Frame(opcode: 15)], .protocolError),
      ([.continuation("a")], .protocolError),
      ([.text("a", fin: false), .text("b")], .protocolError), ([.text("a", fin: false), .binary([])], .protocolError),
      ([.text("a"), .continuation("b")], .protocolError),
      ([Frame(opcode: 1, payload: [0xC3, 0x28])], .invalidUTF8),
      ([Frame(opcode: 1, payload: [0xED, 0xA0, 0x80])], .invalidUTF8),
      ([Frame(opcode: 1, payload: [0xC3])], .invalidUTF8), ([Frame(opcode: 8, payload: [3])], .protocolError),
      ([Frame(opcode: 8, payload: [3, 0xE8, 0xFF])], .invalidUTF8),
    ] as [([Frame], CloseCode)])
  func `What breaks the protocol is named`(_ frames: [Frame], _ code: CloseCode) {
    #expect(Self.code(Self.read(frames).last) == code)
  }

  @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16])
  func `Close codes that may not be on the wire are violations`(_ code: UInt16) {
    #expect(Self.code(Self.read([.close(code)]).last) == .protocolError)
  }

  @Test(arguments: [1000, 1001, 1002, 1003, 1007, 1009, 1011, 1012, 1013, 1014, 3000, 4999] as [UInt16])
  func `Other close codes are the peer's own`(_ code: UInt16) { #expect(Self.read([.close(code)]) == [.close(code)]) }

  @Test func `The size of a message is that of its fragments together`() {
    #expect(Self.read([.text("ab", fin: false), .continuation("cd")], maxSize: 4).count == 1)
    #expect(Self.code(Self.read([.text("ab", fin: false), .continuation("cde")], maxSize: 4).last) == .tooBig)
    #expect(Self.code(Self.read([.text("abcde", fin: false)], maxSize: 4).last) == .tooBig)
    #expect(Self.read([.text("abcd"), .text("abcd")], maxSize: 4).count == 2)
  }

  @Test func `Empty fragments are bounded too`() {
    let endless = [Frame.text("", fin: false)] + Array(repeating: Frame.continuation("", fin: false), count: 5000)
    #expect(Self.code(Self.read(endless).first) == .tooBig)
  }
}
