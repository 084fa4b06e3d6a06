import Foundation
import TestSupport

/// The lines that a program has written so far. Tests wait for lines, not for time.
final class LineLog: Sendable {
  struct Content: Sendable {
    var lines: [String] = []
    var hasEnded = false
  }

  private let content = Watched(Content())

  /// Reads on a thread of its own until the writer closes.
  init(reading handle: FileHandle) {
    let thread = Thread { [content] in
      var rest = Data()
      // Not read(upToCount:), which waits for that many bytes.
      while case let chunk = handle.availableData, !chunk.isEmpty {
        rest.append(chunk)
        let lines = Self.takeLines(&rest)
        if !lines.isEmpty { content.change { $0.lines += lines } }
      }
      let last = rest.isEmpty ? [] : [String(decoding: rest, as: UTF8.self)]
      content.change { content in
        content.lines += last
        content.hasEnded = true
      }
    }
    thread.start()
  }

  private static func takeLines(_ rest: inout Data) -> [String] {
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    defer { rest = Data(rest[rest.index(after: end)...]) }
    return rest[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  var lines: [String] { content.value.lines }
  var text: String { lines.map { $0 + "\n" }.joined() }

  /// The line at an index, as soon as there is one; nil when the writer has closed before.
  func line(at index: Int, _ what: String) async throws -> String? {
    let now = await content.value { $0.lines.count > index || $0.hasEnded }
    guard let now else { throw Overdue(what: what, instead: text) }
    return index < now.lines.count ? now.lines[index] : nil
  }

  /// The first line with this text in it.
  func line(with text: String) async throws -> String {
    let now = await content.value { $0.hasEnded || $0.lines.contains { $0.contains(text) } }
    guard let line = now?.lines.first(where: { $0.contains(text) }) else {
      throw Overdue(what: "line with '\(text)'", instead: self.text)
    }
    return line
  }

  /// Returns when the writer has closed.
  func end() async throws {
    guard await content.value(until: \.hasEnded) != nil else { throw Overdue(what: "end of the output", instead: text) }
  }
}
