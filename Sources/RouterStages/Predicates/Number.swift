import RouterCore

/// A numeric constant. Comparisons are exact among whole numbers of 64 bits, otherwise as precise as a Double.
package struct Number: Sendable, Hashable {
  package enum Position: Sendable { case below, equal, above }

  private let double: Double
  private let whole: Int?
  /// Below this all whole numbers are Doubles too.
  private static let exactLimit = 0x1p53

  package init(_ whole: Int) {
    (double, self.whole) = (Double(whole), whole)
  }

  /// Nil for what is not finite.
  package init?(_ double: Double) {
    guard double.isFinite else { return nil }
    (self.double, whole) = (double, Int(exactly: double))
  }

  func position(of value: FieldValue) -> Position? {
    guard case .json(let node) = value else { return nil }
    return position(of: node)
  }

  /// Where a JSON number stands in relation to this one; nil if the node is none.
  package func position(of node: JSONNode) -> Position? {
    guard node.kind == .number else { return nil }
    // Beyond all Doubles: only the sign matters.
    let other = node.double ?? (node.text.first == UInt8(ascii: "-") ? -.infinity : .infinity)
    if other.magnitude >= Self.exactLimit, let whole, let exact = node.int {
      return Self.position(of: exact, to: whole)
    }
    return Self.position(of: other, to: double)
  }

  private static func position<Value: Comparable>(of value: Value, to reference: Value) -> Position {
    value < reference ? .below : value == reference ? .equal : .above
  }
}
