import RouterCore

/// One question about a field's value.
///
/// Values of different kinds are never equal: `"5"` is not 5. Numbers are compared by value, however they are written.
/// Where nothing is, nothing is equal and nothing is ordered; so `differs` holds there and all others but
/// `exists(false)` do not.
package enum FieldTest: Sendable, Hashable {
  case exists(Bool)
  case equals(Literal)
  case differs(Literal)
  case isOneOf([Literal])
  /// Holds for numbers only.
  case relates(Relation, Number)

  package func holds(for value: FieldValue) -> Bool {
    switch self {
    case .exists(let wanted): value.isAbsent != wanted
    case .equals(let literal): literal.equals(value)
    case .differs(let literal): !literal.equals(value)
    case .isOneOf(let literals): literals.contains { $0.equals(value) }
    case .relates(let relation, let number): number.position(of: value).map(relation.admits) ?? false
    }
  }
}

/// How a value has to stand to a number.
package enum Relation: Sendable, Hashable {
  case above
  case atLeast
  case below
  case atMost

  func admits(_ position: Number.Position) -> Bool {
    switch self {
    case .above: position == .above
    case .atLeast: position != .below
    case .below: position == .below
    case .atMost: position != .above
    }
  }
}
