import RouterCore

/// A message from the server as a foreign client got it.
struct Frame: Sendable, CustomStringConvertible {
  /// As the client's own JSON parser read it.
  let type: String
  let text: String
  let json: JSONDocument

  init(type: String, text: String) throws {
    (self.type, self.text) = (type, text)
    json = try JSONDocument(parsing: text)
  }

  /// The text of a member, byte for byte; of a member's member with several names.
  func text(_ path: String...) -> String? { node(path).map { String(decoding: $0.text, as: UTF8.self) } }

  /// A member below `data` that is a string.
  func string(_ path: String...) -> String? { node(["data"] + path)?.string }
  /// A member below `data` that is a whole number.
  func int(_ path: String...) -> Int? { node(["data"] + path)?.int }

  private func node(_ path: [String]) -> JSONNode? { path.reduce(json.root) { node, name in node?[name] } }

  /// The event's id, for clients that asked for it.
  var id: String? { json.root["id"]?.string }

  var description: String { text }
}
