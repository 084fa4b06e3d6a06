import Foundation
import Testing

/// A page of metrics as the parsers of Prometheus' Python client read it.
struct ParsedMetrics: Decodable {
  enum Form: String, CaseIterable, CustomTestStringConvertible {
    case text
    case openMetrics = "openmetrics"

    var testDescription: String { rawValue }

    /// What Prometheus sends to get it.
    var accept: String {
      switch self {
      case .text: "text/plain;version=0.0.4;q=1,*/*;q=0.1"
      case .openMetrics: "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
      }
    }
  }

  struct Series: Decodable, Hashable, Comparable, CustomStringConvertible {
    let name: String
    let labels: [String: String]

    var description: String { "\(name) \(labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })" }

    static func < (a: Self, b: Self) -> Bool { a.description < b.description }
  }

  /// Types by name.
  let families: [String: String]
  let units: [String: String]
  let samples: [Series]

  var series: Set<Series> { Set(samples) }

  /// Fetches a page and has it read; a page with mistakes fails the test.
  init(_ form: Form, of router: JunctorProcess) async throws {
    let reply = try await router.getFromAdmin("/metrics", ["Accept": form.accept])
    guard reply.status == 200 else { throw Unexpected("\(reply.status) \(reply.body)", instead: "metrics") }
    let parser = try ChildProcess(Installation.python, [Installation.client("metrics_parser.py"), form.rawValue])
    // The harness adds the last line's end.
    try parser.write(String(reply.body.dropLast()))
    parser.closeInput()
    guard try await parser.end() == .exit(0) else { throw Unexpected(parser.errors.text, instead: "a parsed page") }
    let answer = Data(parser.output.text.utf8)
    if let refusal = try? JSONDecoder().decode(Refusal.self, from: answer) {
      throw Unexpected(refusal.mistakes.joined(separator: "\n"), instead: "a page without mistakes:\n\(reply.body)")
    }
    self = try JSONDecoder().decode(Self.self, from: answer)
  }

  private struct Refusal: Decodable {
    let mistakes: [String]
  }
}
