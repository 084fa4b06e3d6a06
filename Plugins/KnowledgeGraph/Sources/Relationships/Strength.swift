import RouterCore

/// How strong a relationship is, from 0 to 1, as it was written: equal by value.
struct Strength: Sendable, Equatable {
  private static let longest = 32
  static let full = Strength(value: 1, text: Array("1".utf8))

  let value: Double
  /// A JSON number.
  let text: [UInt8]

  static func == (left: Self, right: Self) -> Bool { left.value == right.value }
}

extension Strength {
  /// - Parameter node: a number from 0 to 1.
  /// - Returns: nil for one with more digits than anybody needs.
  init?(_ node: JSONNode) {
    guard let value = node.double, node.text.count <= Self.longest else { return nil }
    self.init(value: value, text: Array(node.text))
  }
}

extension BodyReader {
  /// Nil when it is left out.
  mutating func strength() -> Strength? {
    guard let node = body["strength"] else { return nil }
    guard let strength = Strength(node) else {
      add("strength", "expected a number from 0 to 1 of at most 32 characters")
      return nil
    }
    return strength
  }
}
