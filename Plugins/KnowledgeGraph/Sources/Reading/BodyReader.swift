import RouterCore
import RouterResources

/// Reads the members of a body whose shape has been checked, and collects what else is wrong with them.
struct BodyReader {
  let body: JSONNode
  private var mistakes: [Problem.Detail] = []

  /// - Parameter document: of the request.
  init(_ document: JSONDocument?) { body = (document ?? .null).root }

  func has(_ name: String) -> Bool { body[name] != nil }

  /// Nil when it is left out or null.
  mutating func text(_ name: String, _ rule: TextRule) -> String? {
    guard let text = body[name]?.string else { return nil }
    if let mistake = rule.mistake(in: text) { add(name, mistake) }
    return text
  }

  mutating func add(_ name: String, _ mistake: String) {
    mistakes.append(.init(place: .body(pointer: "/\(name)"), detail: mistake))
  }

  /// - Throws: 422 with all mistakes.
  func finish() throws(Problem) {
    guard !mistakes.isEmpty else { return }
    throw Problem(
      status: .unprocessableContent, detail: "the body is not as it should be; see errors", errors: mistakes)
  }
}
