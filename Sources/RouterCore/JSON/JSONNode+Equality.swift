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
    // Byte by byte: Swift's strings would also equal other normalization forms.
    case .string: return utf8 == other.utf8
    case .number:
      let mine = JSONDecimal(document.bytes.span, range)
      // Nil, an exponent beyond an Int: such numbers are equal only if they are written alike.
      return mine != nil && mine == JSONDecimal(other.document.bytes.span, other.range)
    default: return false
    }
  }

  /// Lines up the values under equal keys; false if a key is missing in the other, which has as many members.
  private func pairMembers(with other: JSONNode, _ pending: inout [(Int, Int)]) -> Bool {
    var valuesByKey: [[UInt8]: Int]?
    for (mine, theirs) in zip(members, other.members) {
      if mine.key.scalarEquals(theirs.key) {
        pending.append((mine.value.index, theirs.value.index))
        continue
      }
      // Built once, at the first difference in order, so that large objects take linear time.
      let index = valuesByKey ?? other.valuesByKey
      valuesByKey = index
      guard let value = index[mine.key.utf8] else { return false }
      pending.append((mine.value.index, value))
    }
    return true
  }

  private var valuesByKey: [[UInt8]: Int] {
    members.reduce(into: [:]) { $0[$1.key.utf8] = $1.value.index }
  }

  /// Of a string: its value.
  private var utf8: [UInt8] { JSONStringText.utf8(document.bytes.span, token) }
}
