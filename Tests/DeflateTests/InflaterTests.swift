import Deflate
import TestSupport
import Testing

struct InflaterTests {
  /// What comes out of a message that comes in pieces, or how it fails and what came out before.
  private static func inflate(
    _ message: [UInt8], limit: Int = 1000, cut: Int = .max
  ) -> (output: [UInt8], failure: Inflater.Failure?) {
    var (output, rest) = ([UInt8](), message[...])
    do throws(Inflater.Failure) {
      let inflater = try Inflater()
      while !rest.isEmpty {
        let piece = Array(rest.prefix(cut))
        rest = rest.dropFirst(cut)
        try piece.withUnsafeBufferPointer { bytes throws(Inflater.Failure) in
          try inflater.inflate(UnsafeRawBufferPointer(bytes), into: &output, limit: limit)
        }
      }
      try inflater.finish(into: &output, limit: limit)
      return (output, nil)
    } catch {
      return (output, error)
    }
  }

  private static let hello = Array("Hello".utf8)

  @Test(
    arguments: [
      ("one block, RFC 7692 §7.2.3.1", [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]),
      (
        "a block without compression, §7.2.3.3",
        [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]
      ),
      ("a last block, §7.2.3.4", [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]),
      ("a last block and nothing behind it", [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]),
      ("two blocks, §7.2.3.5", [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00]),
      ("the end that should not be sent", [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff]),
      (
        "two last blocks, padded",
        [0xf3, 0x48, 0x05, 0x00, 0xcb, 0xc9, 0xc9, 0x07, 0x00]
      ),
    ] as [(String, [UInt8])])
  func `Every form of a message is read, however it is cut`(_ name: String, _ message: [UInt8]) {
    for cut in [.max, 1, 2, 3] {
      let result = Self.inflate(message, cut: cut)
      #expect(result.output == Self.hello, "\(name), \(cut) bytes at a time")
      #expect(result.failure == nil, "\(name), \(cut) bytes at a time")
    }
  }

  @Test func `Blocks behind a last one may refer to what was before it`() {
    // "Hello" in a last block; then a block that repeats the last five bytes (§7.2.3.2).
    let message: [UInt8] = [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xf2, 0x00, 0x11, 0x00, 0x00]
    for cut in [.max, 1, 2, 3] {
      let result = Self.inflate(message, cut: cut)
      #expect(result.output == Self.hello + Self.hello)
      #expect(result.failure == nil)
    }
  }

  @Test(
    arguments: [
      [], [0x00], [0x02, 0x00], [0x03, 0x00], [0x01, 0x00, 0x00, 0xff, 0xff], [0x00, 0x00, 0x00, 0xff, 0xff, 0x00],
    ] as [[UInt8]])
  func `A message may be empty`(_ message: [UInt8]) {
    let result = Self.inflate(message)
    #expect(result.output.isEmpty)
    #expect(result.failure == nil)
  }

  @Test(
    arguments: [
      ("a reserved kind of block", [0x06, 0x00]),
      ("a reference to another message, RFC 7692 §7.2.3.2", [0xf2, 0x00, 0x11, 0x00, 0x00]),
      ("a length that is not confirmed", [0x00, 0x05, 0x00, 0x00, 0x00, 0x48]),
      ("half a message", [0xf2, 0x48, 0xcd, 0xc9]), ("half a header", [0x00, 0x05]),
      ("too little behind a header", [0x00, 0x06, 0x00, 0xf9, 0xff, 0x48]),
      ("garbage behind a last block", [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06]),
      ("no end of the last block", [0xf3, 0x48, 0xcd]), ("all ones", [0xff, 0xff, 0xff, 0xff]),
      ("zlib's header", [0x78, 0x9c, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]), ("text", Array("Hello".utf8)),
    ] as [(String, [UInt8])])
  func `What is not DEFLATE is damaged, however it is cut`(_ name: String, _ message: [UInt8]) {
    let whole = Self.inflate(message)
    #expect(whole.failure == .damaged, "\(name)")
    for cut in 1...4 {
      let result = Self.inflate(message, cut: cut)
      #expect(result.failure == .damaged, "\(name), \(cut) bytes at a time")
      #expect(result.output == whole.output, "\(name), \(cut) bytes at a time")
    }
  }

  @Test(arguments: [0, 1, 4095, 4096, 4097, 10_000])
  func `Never more comes out than is wanted`(_ limit: Int) throws {
    let deflater = try #require(Deflater(.full))
    for (size, failure) in [(limit, nil), (limit + 1, .tooLong), (1 << 20, .tooLong)] as [(Int, Inflater.Failure?)] {
      let bomb = try #require(
        deflater.deflate(Array(repeating: 7, count: size), atMost: 100_000) { Array($0) })
      for cut in [.max, 1] {
        let result = Self.inflate(bomb, limit: limit, cut: cut)
        #expect(result.failure == failure)
        #expect(result.output == Array(repeating: 7, count: min(size, limit)))
        #expect(result.output.capacity <= max(2 * limit, 64))
      }
    }
  }
}
