import RouterResources
import TestSupport
import Testing

struct PageCursorTests {
  @Test func `A cursor is read as it was written`() {
    var random = SplitMix64(seed: 1)
    let rows = [0, 1, 35, 36, Int64.max] + (0..<200).map { _ in Int64.random(in: 0...Int64.max, using: &random) }
    for row in rows { #expect(PageCursor("\(PageCursor(after: row))")?.row == row) }
  }

  @Test(
    arguments: [
      "", "p", "1", "p-1", "P1", "p1 ", " p1", "p01", "pA", "p+1", "pzzzzzzzzzzzzzzzz", "p1\u{0}", "p\u{661}",
    ])
  func `What nobody has written is none`(_ text: String) { #expect(PageCursor(text) == nil) }
}
