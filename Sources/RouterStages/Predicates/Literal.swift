import RouterCore

/// A constant that fields are compared with.
package enum Literal: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Number)
  case text(String)

  func equals(_ value: FieldValue) -> Bool {
    switch value {
    case .absent: false
    case .text(let text): self == .text(text)
    case .json(let node): equals(node)
    }
  }

  private func equals(_ node: JSONNode) -> Bool {
    switch self {
    case .null: node.isNull
    case .bool(let flag): node.bool == flag
    case .number(let number): number.position(of: node) == .equal
    case .text(let text): node.stringEquals(text)
    }
  }
}
