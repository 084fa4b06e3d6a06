import NIOCore
import TestSupport
import Testing

@testable import LoadBench

struct FrameTests {
  /// RFC 6455 §5.2 as a server writes it.
  private func frame(_ kind: ServerFrame.Kind, _ payload: [UInt8]) -> [UInt8] { WireText.frame(kind, payload) }

  private func next(_ bytes: [UInt8], at start: Int = 0) throws(ServerFrame.Violation) -> ServerFrame? {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(ServerFrame.Violation) in try ServerFrame.next(in: bytes, at: start) }
    }
    return try result.get()
  }

  @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 100_000])
  func `A frame is found when its last byte is there, and not before`(size: Int) throws {
    let bytes = frame(.text, [UInt8](repeating: 7, count: size))
    let header = bytes.count - size
    #expect(try next(bytes) == ServerFrame(kind: .text, isCompressed: false, payload: header..<bytes.count))
    for count in Set([0, 1, header - 1, header, bytes.count - 1]) where count < bytes.count {
      #expect(try next(Array(bytes.prefix(count))) == nil, "\(count) bytes")
    }
  }

  @Test func `A compressed text says so`() throws {
    let bytes: [UInt8] = [0xc1, 0x02, 0x03, 0x00]
    #expect(try next(bytes) == ServerFrame(kind: .text, isCompressed: true, payload: 2..<4))
  }

  @Test func `Frames follow each other`() throws {
    var random = SplitMix64(seed: 2)
    let kinds: [ServerFrame.Kind] = [.text, .close, .ping, .pong]
    let frames = (0..<300).map { _ in
      (
        kinds.randomElement(using: &random) ?? .text,
        [UInt8](repeating: 1, count: [0, 5, 125, 126, 300, 70_000].randomElement(using: &random) ?? 0)
      )
    }
    let bytes = frames.flatMap { frame($0.0, $0.1) }
    var position = 0
    for (kind, payload) in frames {
      let found = try #require(try next(bytes, at: position))
      #expect(found.kind == kind)
      #expect(found.payload.count == payload.count)
      position = found.payload.upperBound
    }
    #expect(position == bytes.count)
    #expect(try next(bytes, at: position) == nil)
  }

  @Test(
    arguments: [
      ([0x01, 0x00], "a fragment"), ([0x82, 0x00], "binary"), ([0x80, 0x00], "a continuation"),
      ([0xa1, 0x00], "a reserved bit"), ([0xc8, 0x00], "a compressed close"), ([0xe1, 0x00], "two reserved bits"),
      ([0x81, 0x80], "masked"), ([0x83, 0x00], "an unknown opcode"),
      ([0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "a length beyond all measure"),
    ] as [([UInt8], String)])
  func `What a server does not send is a violation`(bytes: [UInt8], what: String) {
    #expect(throws: ServerFrame.Violation.self, "\(what)") { try next(bytes) }
  }

  @Test(arguments: [0, 1, 2, 3, 125, 126, 65_535, 65_536])
  func `A client's frame is masked and reads back`(size: Int) throws {
    let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var buffer = ByteBuffer()
    ClientFrame().append(.text, payload, to: &buffer)
    let frame = try #require(WireText.unmasked(Array(buffer.readableBytesView)))
    #expect(frame.opcode == 1)
    #expect(frame.payload == payload)
    #expect(frame.rest.isEmpty)
  }
}
