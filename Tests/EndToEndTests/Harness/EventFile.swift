import Foundation
import RouterCore

/// What the file sink has written: one envelope per line.
struct EventFile {
  let lines: [Line]

  struct Line {
    let id: String
    let type: String
    /// Byte for byte.
    let data: String
  }

  init(_ path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard text.isEmpty || text.hasSuffix("\n") else { throw Unexpected(text.suffix(200), instead: "whole lines") }
    lines = try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
      let root = try JSONDocument(parsing: String(line)).root
      guard let id = root["id"]?.string, let type = root["type"]?.string, let data = root["data"] else {
        throw Unexpected(line, instead: "an envelope")
      }
      return Line(id: id, type: type, data: String(decoding: data.text, as: UTF8.self))
    }
  }

  var ids: [String] { lines.map(\.id) }
  /// The numbers behind the ids.
  var numbers: [Int] { ids.compactMap { Int($0.dropFirst("msg_".count)) } }
}
