import NIOCore
import Testing

@testable import RouterGateway

struct ServerFrameTests {
  @Test(arguments: [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
  func `A frame has the shortest length and its payload`(_ count: Int, _ headerBytes: Int) {
    let payload = Array(repeating: UInt8(7), count: count)
    var (buffer, other) = (ByteBuffer(), ByteBuffer())
    buffer.writeFrame(.binary, payload)
    other.writeFrame(.binary, ByteBuffer(bytes: payload))
    #expect(buffer == other)
    #expect(buffer.readableBytes == headerBytes + count)
    #expect(Frame(&buffer) == Frame(opcode: 2, payload: payload, isMasked: false))
  }

  @Test(arguments: [(.text, 1), (.binary, 2), (.close, 8), (.ping, 9), (.pong, 10)] as [(WebSocketOpcode, UInt8)])
  func `Frames are whole and unmasked, whatever they are`(_ opcode: WebSocketOpcode, _ number: UInt8) {
    var buffer = ByteBuffer()
    buffer.writeFrame(opcode, Array("ab".utf8)[...])
    #expect(Frame(&buffer) == Frame(opcode: number, payload: Array("ab".utf8), isMasked: false))
  }

  @Test func `A close carries code and reason`() {
    var buffer = ByteBuffer()
    buffer.writeClose(1002, reason: "why")
    #expect(Frame(&buffer) == Frame(opcode: 8, payload: [3, 0xEA] + Array("why".utf8), isMasked: false))
  }

  @Test func `A reason that is too long is cut between two characters`() throws {
    var buffer = ByteBuffer()
    buffer.writeClose(1002, reason: String(repeating: "€", count: 50))
    let frame = try #require(Frame(&buffer))
    #expect(frame.payload.count == 2 + 123)
    #expect(String(validating: frame.payload.dropFirst(2), as: UTF8.self) == String(repeating: "€", count: 41))
  }
}
