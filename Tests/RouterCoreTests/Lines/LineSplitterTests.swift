import TestSupport
import Testing

@testable import RouterCore

@Suite struct LineSplitterTests {
  private func lines(_ pieces: [String], limit: Int = 8) -> [LineSplitter.Line] {
    var splitter = LineSplitter(limit: limit)
    return pieces.flatMap { piece in
      splitter.append(Array(piece.utf8))
      return Array(sequence(state: ()) { _ in splitter.next() })
    }
  }

  @Test func `lines end with a line break, with or without a carriage return`() {
    #expect(lines(["a\nbc\r\n\nd"]).map(\.text) == [Array("a".utf8), Array("bc".utf8), []])
    #expect(lines(["a\nbc\r\n\nd"]).map(\.length) == [2, 4, 1])
  }

  @Test func `a line may come in pieces`() {
    #expect(lines(["a", "b", "c\nd", "\n"]).map(\.text) == [Array("abc".utf8), Array("d".utf8)])
  }

  @Test func `a line that is too long is known by its length only`() {
    #expect(lines(["12345678\n123456789\nab\n"]).map(\.text) == [Array("12345678".utf8), nil, Array("ab".utf8)])
    #expect(lines(["1234567890", "1234567890", "\nab\n"]).map(\.length) == [21, 3])
    #expect(lines(["12345678\r\n"]).map(\.text) == [Array("12345678".utf8)])
    #expect(lines(["12345678\r", "\n"]).map(\.text) == [Array("12345678".utf8)])
  }

  @Test func `the rest is a line when nothing more comes`() {
    var splitter = LineSplitter(limit: 8)
    splitter.append(Array("a\nb".utf8))
    #expect(splitter.next()?.text == Array("a".utf8))
    #expect(splitter.next() == nil)
    #expect(splitter.pending == 1)
    #expect(splitter.finish()?.text == Array("b".utf8))
    #expect(splitter.finish() == nil)
  }

  @Test(arguments: 0..<50) func `pieces of any size give the lines of the whole`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let text = (0..<400).map { _ in ["a", "b", "\r", "\n"].randomElement(using: &random) ?? "a" }.joined()
    var pieces: [String] = []
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...9, using: &random))
      pieces.append(String(decoding: piece, as: UTF8.self))
      rest = rest.dropFirst(piece.count)
    }
    let model = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { line in
      let bare = line.last == 0x0D ? line.dropLast() : line
      return LineSplitter.Line(text: bare.count <= 5 ? Array(bare) : nil, length: line.count + 1)
    }
    #expect(lines(pieces, limit: 5) == model)
  }
}
