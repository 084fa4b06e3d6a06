import RouterCore

/// A value by its meaning: numbers exact, strings by their code points, objects without regard to order.
indirect enum ComparedValue: Hashable {
  case null
  case boolean(Bool)
  case number(JSONDecimal)
  /// A number that cannot be compared, or a string: UTF-8.
  case text([UInt8], isString: Bool)
  case array([ComparedValue])
  case object([[UInt8]: ComparedValue])

  /// As deep as documents may be.
  init(_ node: JSONNode) {
    switch node.kind {
    case .null: self = .null
    case .boolean: self = .boolean(node.bool ?? false)
    case .number: self = JSONDecimal(node).map(ComparedValue.number) ?? .text(Array(node.text), isString: false)
    case .string: self = .text(Array((node.string ?? "").utf8), isString: true)
    case .array: self = .array(node.elements.map(ComparedValue.init))
    case .object:
      let pairs = node.members.map { (Array($0.name.utf8), ComparedValue($0.value)) }
      self = .object(Dictionary(pairs) { first, _ in first })
    }
  }
}
