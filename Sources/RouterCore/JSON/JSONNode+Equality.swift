extension JSONNode {
  /// Whether both mean the same: numbers by their exact value however they are written, strings unescaped, objects
  /// without regard to order.
  package func isEqual(to other: JSONNode) -> Bool {
    var pending = [(index, other.index)]
    while let (left, right) = pending.popLast() {
      let (left, right) = (JSONNode(document, left), JSONNode(other.document, right))
      guard left.kind == right.kind, left.count == right.count else { return false }
      switch left.kind {
      case .object: guard left.pairMembers(with: right, &pending) else { return false }
      case .array: pending += zip(left.elements, right.elements).map { ($0.index, $1.index) }
      case .string, .number, .boolean, .null: guard left.scalarEquals(right) else { return false }
      }
    }
    return true
  }

  private func scalarEquals(_ other: JSONNode) -> Bool {
    if text == other.text { return true }
    switch kind {
    case .string: return string == other.string
    case .number:
      let mine = JSONDecimal(document.bytes.span, range)
      // Nil, an exponent beyond an Int: such numbers are equal only if they are written alike.
      return mine != nil && mine == JSONDecimal(other.document.bytes.span, other.range)
    default: return false
    }
  }

  /// Lines up the values under equal keys; false if a key is missing in the other, which has as many members.
  private func pairMembers(with other: JSONNode, _ pending: inout [(Int, Int)]) -> Bool {
    var valuesByKey: [String: Int]?
    for (mine, theirs) in zip(members, other.members) {
      if mine.key.scalarEquals(theirs.key) {
        pending.append((mine.value.index, theirs.value.index))
        continue
      }
      // Built once, at the first difference in order, so that large objects take linear time.
      let index = valuesByKey ?? Dictionary(uniqueKeysWithValues: other.members.map { ($0.name, $0.value.index) })
      valuesByKey = index
      guard let value = index[mine.name] else { return false }
      pending.append((mine.value.index, value))
    }
    return true
  }
}
