import ConfigSchema

extension JSONText {
  /// The same value; numbers keep their digits.
  package init(_ node: JSONNode) {
    switch node.kind {
    case .null: self = .null
    case .boolean: self = .boolean(node.bool ?? false)
    case .number: self = .digits(String(decoding: node.text, as: UTF8.self))
    case .string: self = .string(node.string ?? "")
    // As deep as documents may be nested.
    case .array: self = .array(node.elements.map(JSONText.init))
    case .object: self = .object(node.members.map { ($0.name, JSONText($0.value)) })
    }
  }

  /// Nil for what is no JSON.
  package init?(json: String) {
    guard let document = try? JSONDocument(parsing: json) else { return nil }
    self.init(document.root)
  }
}
