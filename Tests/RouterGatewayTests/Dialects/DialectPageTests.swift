import Foundation
import Testing

/// The page about dialects shows code that is compiled.
struct DialectPageTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  private static func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func `The code on the page is the third dialect's`() throws {
    let root = Self.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "Docs/Dialects.md"), encoding: .utf8)
    let dialect = Self.lines(
      try String(contentsOf: Self.folder.appending(path: "LineDialect.swift"), encoding: .utf8))
    let blocks = page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    #expect(blocks.count >= 2)
    for block in blocks {
      let lines = Self.lines(block)
      let isThere = dialect.indices.contains { dialect[$0...].starts(with: lines) }
      #expect(isThere, "not in LineDialect.swift:\n\(block)")
    }
  }
}
