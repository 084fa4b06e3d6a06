import NIOCore
import TestSupport
import Testing

@testable import RouterGateway

/// That text is checked while it comes, and fails with the byte that makes it impossible.
struct TextCheckTests {
  /// How many bytes of the text are taken before it fails, one byte a read; nil when it does not.
  private static func failure(_ text: [UInt8]) -> Int? {
    var reader = MessageReader(limits: .init(messageSize: 100, fragments: 2))
    let bytes = Frame(opcode: 1, payload: text, fin: false).bytes
    reader.append(ByteBuffer(bytes: bytes.prefix(6)))
    for (index, byte) in bytes.dropFirst(6).enumerated() {
      reader.append(ByteBuffer(bytes: [byte]))
      switch reader.next() {
      case .violation(let code, let reason):
        #expect((code, reason) == (.invalidPayload, "a text message must be UTF-8"))
        return index
      case nil: break
      case let other: Issue.record("\(other.debugDescription) after a part of a message")
      }
    }
    return nil
  }

  /// The Unicode Standard, table 3-7: what may come first and then second.
  private static func isPossible(_ first: UInt8, _ second: UInt8) -> Bool {
    switch first {
    case 0x00...0x7F: second <= 0x7F || (0xC2...0xF4).contains(second)
    case 0xE0: (0xA0...0xBF).contains(second)
    case 0xED: (0x80...0x9F).contains(second)
    case 0xF0: (0x90...0xBF).contains(second)
    case 0xF4: (0x80...0x8F).contains(second)
    case 0xC2...0xF3: (0x80...0xBF).contains(second)
    default: false
    }
  }

  @Test func `All pairs of bytes fail where the standard says`() {
    for first in UInt8.min ... .max {
      let isStart = first <= 0x7F || (0xC2...0xF4).contains(first)
      for second in UInt8.min ... .max {
        let expected = !isStart ? 0 : Self.isPossible(first, second) ? nil : 1
        #expect(Self.failure([first, second]) == expected, "\(first) \(second)")
      }
    }
  }

  @Test(
    arguments: [
      [0xE0, 0xA0], [0xED, 0x9F], [0xEF, 0xBF], [0xF0, 0x90], [0xF4, 0x8F], [0xF0, 0x90, 0x80], [0xF4, 0x8F, 0xBF],
    ]
      as [[UInt8]])
  func `All later bytes fail where the standard says`(_ start: [UInt8]) {
    for next in UInt8.min ... .max {
      let isPossible = (0x80...0xBF).contains(next)
      #expect(Self.failure([0x61] + start + [next]) == (isPossible ? nil : start.count + 1), "\(start) \(next)")
    }
  }

  @Test(arguments: [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x61, 0xF0]] as [[UInt8]])
  func `A message must not end inside a character`(_ text: [UInt8]) {
    let streams = [
      Frame(opcode: 1, payload: text).bytes,
      Frame(opcode: 1, payload: text, fin: false).bytes + Frame(opcode: 0).bytes,
    ]
    for stream in streams {
      var reader = MessageReader(limits: .init(messageSize: 100, fragments: 2))
      reader.append(ByteBuffer(bytes: stream))
      #expect(Array(inputs: &reader) == [.violation(.invalidPayload, "a text message must be UTF-8")])
    }
  }

  @Test func `Characters may be cut anywhere`() {
    let text = Array("κόσμε 😀 \u{10FFFF} \u{FFFF} \u{0}".utf8)
    let frames = text.enumerated().map { index, byte in
      Frame(opcode: index == 0 ? 1 : 0, payload: [byte], fin: index == text.count - 1)
    }
    var reader = MessageReader(limits: .init(messageSize: 100, fragments: 100))
    reader.append(ByteBuffer(bytes: frames.flatMap(\.bytes)))
    #expect(Array(inputs: &reader) == [.text(text)])
  }

  @Test func `Binary messages are not looked at`() {
    let bytes = Array(UInt8.min ... .max)
    var reader = MessageReader(limits: .init(messageSize: 256, fragments: 1))
    reader.append(ByteBuffer(bytes: Frame.binary(bytes).bytes))
    #expect(Array(inputs: &reader) == [.binary(bytes)])
  }
}
