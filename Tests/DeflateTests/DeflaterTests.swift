import Deflate
import TestSupport
import Testing

struct DeflaterTests {
  private static func inflated(_ message: [UInt8], limit: Int) throws -> [UInt8] {
    var output: [UInt8] = []
    let inflater = try Inflater()
    try message.withUnsafeBytes { try inflater.inflate($0, into: &output, limit: limit) }
    try inflater.finish(into: &output, limit: limit)
    return output
  }

  /// JSON or noise, of any size up to some tens of KiB.
  private static func message(_ random: inout SplitMix64) -> [UInt8] {
    let size = Int.random(in: 0...(1 << Int.random(in: 0...16, using: &random)), using: &random)
    if Int.random(in: 0..<4, using: &random) == 0 {
      return (0..<size).map { _ in .random(in: .min ... .max, using: &random) }
    }
    var text = ""
    while text.utf8.count < size {
      text += #"{"agent_id":"agent_\#(Int.random(in: 0...99, using: &random))","load":\#(text.utf8.count)},"#
    }
    return Array(text.utf8.prefix(size))
  }

  @Test(arguments: [DeflateWindow.full, .small])
  func `Every message can be read without those before it`(_ window: DeflateWindow) throws {
    let deflater = try #require(Deflater(window))
    for seed in 0..<200 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let message = Self.message(&random)
      let compressed = try #require(deflater.deflate(message, atMost: 2 * message.count + 64) { Array($0) })
      #expect(try Self.inflated(compressed, limit: message.count) == message, "seed \(seed)")
      #expect(compressed.suffix(4) != [0, 0, 0xFF, 0xFF], "seed \(seed)")
    }
  }

  @Test func `The RFC's example is made as it stands there`() throws {
    let deflater = try #require(Deflater(.full))
    // RFC 7692 §7.2.3.1; without context takeover a second one is the same (§7.2.3.2).
    for _ in 0..<2 {
      #expect(
        deflater.deflate(Array("Hello".utf8), atMost: 100) { Array($0) }
          == [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00])
    }
    // §7.2.3.6.
    #expect(deflater.deflate([], atMost: 100) { Array($0) } == [0x00])
  }

  @Test func `What would become larger than wanted is not made`() throws {
    let deflater = try #require(Deflater(.full))
    for seed in 0..<100 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let message = Self.message(&random)
      let compressed = try #require(deflater.deflate(message, atMost: 2 * message.count + 64) { Array($0) })
      #expect(deflater.deflate(message, atMost: compressed.count) { Array($0) } == compressed, "seed \(seed)")
      #expect(deflater.deflate(message, atMost: compressed.count - 1) { Array($0) } == nil, "seed \(seed)")
    }
    #expect(deflater.deflate([1], atMost: 0) { $0.count } == nil)
    #expect(deflater.deflate([1], atMost: -1) { $0.count } == nil)
  }

  @Test func `A small window is kept to`() throws {
    // The same 300 random bytes, 600 bytes apart: only a large window sees both.
    var random = SplitMix64(seed: 1)
    let noise = (0..<600).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let message = noise + noise.prefix(300)
    func size(_ window: DeflateWindow) throws -> Int {
      try #require(Deflater(window)?.deflate(message, atMost: 2000) { $0.count })
    }
    #expect(try size(.full) < 700)
    #expect(try size(.small) >= 900)
  }

  @Test(
    arguments: [(8, nil), (9, .small), (10, .small), (14, .small), (15, .full)] as [(UInt8, DeflateWindow?)])
  func `A window is never larger than what was asked for`(_ bits: UInt8, _ window: DeflateWindow?) {
    #expect(DeflateWindow(atMost: bits) == window)
  }
}
