import RouterCore

/// A document as a tree that edits are marked in: what `applying` does with splices, done in the plainest way. It knows
/// nothing of white space.
final class NaiveJSONEditor {
  private let node: JSONNode
  private let key: String?
  private let children: [NaiveJSONEditor]
  private var isRemoved = false
  private var newKey: String?
  private var replacement: String?
  private var inserted: [String] = []

  init(_ node: JSONNode, key: JSONNode? = nil) {
    self.node = node
    self.key = key.map(Self.text)
    children =
      node.elements.map { NaiveJSONEditor($0) } + node.members.map { NaiveJSONEditor($0.value, key: $0.key) }
  }

  /// - Parameter positions: the way to the edited value, counted in children.
  func apply(_ edit: JSONEdit, at positions: [Int]) {
    let target = positions.reduce(self) { $0.children[$1] }
    switch edit {
    case .replace(_, let value): target.replacement = value.description
    case .remove: target.isRemoved = true
    case .rename(_, let key): target.newKey = JSONDocument.string(key).description
    case .insert(_, let key, let value): target.inserted.append("\(JSONDocument.string(key)):\(value)")
    }
  }

  var result: String {
    if let replacement { return replacement }
    let staying = children.filter { !$0.isRemoved }
    switch node.kind {
    case .object:
      let members = staying.map { "\($0.newKey ?? $0.key ?? ""):\($0.result)" } + inserted
      return "{\(members.joined(separator: ","))}"
    case .array: return "[\(staying.map(\.result).joined(separator: ","))]"
    default: return Self.text(node)
    }
  }

  private static func text(_ node: JSONNode) -> String { String(decoding: node.text, as: UTF8.self) }
}
