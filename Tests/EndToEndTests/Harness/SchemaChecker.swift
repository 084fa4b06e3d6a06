import Foundation
import RouterCore
import Synchronization

/// Python's JSON Schema library, which knows nothing of the router. One question at a time.
final class SchemaChecker: Sendable {
  enum Draft: Int, Sendable {
    /// What AsyncAPI's schemas and its official schema are.
    case seven = 7
    /// What OpenAPI 3.1 and `/schemas` have.
    case of2020 = 2020
  }

  enum Schema: Sendable {
    /// Of `Tests/EndToEndTests/Schemas`.
    case file(String)
    case text(String)
  }

  private struct Reply: Decodable {
    let errors: [[String]]
  }

  private let process: ChildProcess
  private let repliesRead = Mutex(0)

  init() throws { process = try ChildProcess(Installation.python, [Installation.client("schema_check.py")]) }

  /// What is wrong with each document; nothing with a good one.
  /// - Parameter part: a pointer to the schema inside of the schema, such as `#/components/schemas/pong_message`.
  func errors(
    in documents: [String], under schema: Schema, at part: String? = nil, _ draft: Draft
  ) async throws -> [[String]] {
    try await ask(schema, draft, at: part, more: #","documents":[\#(documents.map(Self.line).joined(separator: ","))]"#)
  }

  /// What is wrong with a schema as such.
  func errors(inSchema schema: String, _ draft: Draft) async throws -> [String] {
    try await ask(.text(schema), draft, at: nil, more: "").flatMap(\.self)
  }

  private func ask(_ schema: Schema, _ draft: Draft, at part: String?, more: String) async throws -> [[String]] {
    let index = repliesRead.withLock { index in
      defer { index += 1 }
      return index
    }
    let subject =
      switch schema {
      case .file(let name): #""file":"\#(Installation.repository)/Tests/EndToEndTests/Schemas/\#(name)""#
      case .text(let text): #""schema":\#(Self.line(text))"#
      }
    let place = part.map { #","at":"\#($0)""# } ?? ""
    try process.write(#"{"draft":\#(draft.rawValue),\#(subject)\#(place)\#(more)}"#)
    guard let line = try await process.output.line(at: index, "reply of the schema checker") else {
      throw Unexpected("the end of the schema checker", instead: process.errors.text)
    }
    return try JSONDecoder().decode(Reply.self, from: Data(line.utf8)).errors
  }

  /// Line breaks are white space in JSON, and never stand in its strings.
  private static func line(_ json: String) -> String { json.replacing("\n", with: " ") }
}
