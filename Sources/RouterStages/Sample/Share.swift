import ConfigSchema

/// A part of a whole, written `1/10` or `12.5%`: above nothing, at most everything.
package struct Share: Sendable, Hashable {
  private let numerator: UInt64
  private let denominator: UInt64

  /// Nil unless 0 < numerator ≤ denominator.
  package init?(_ numerator: UInt64, of denominator: UInt64) {
    guard numerator > 0, numerator <= denominator else { return nil }
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// True for this share of all numbers, up to one in 2^64.
  func contains(_ hash: UInt64) -> Bool {
    guard numerator < denominator else { return true }
    return hash < denominator.dividingFullWidth((numerator, 0)).quotient
  }
}

extension Share: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "share", pattern: #"^[0-9]+(/[0-9]+|(\.[0-9]{1,6})?%)$"#, example: "1/10")
  }
  package var configText: String? { "\(numerator)/\(denominator)" }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Share? {
    guard let text = node.scalar?.text, let (numerator, denominator) = fraction(text) ?? percentage(text) else {
      return mismatch(node, &diagnostics, help: "a share can also be written as in 12.5%")
    }
    if let share = Share(numerator, of: denominator) { return share }
    diagnostics.error("a share must be more than nothing and at most everything", at: node.range)
    return nil
  }

  private static func fraction(_ text: String) -> (UInt64, UInt64)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let numerator = number(parts[0]), let denominator = number(parts[1]) else { return nil }
    return (numerator, denominator)
  }

  private static func percentage(_ text: String) -> (UInt64, UInt64)? {
    guard text.last == "%" else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = number(parts[0]), whole <= 100 else { return nil }
    guard parts.count == 2 else { return (whole, 100) }
    guard let decimals = number(parts[1]), parts[1].count <= 6 else { return nil }
    let scale = (0..<parts[1].count).reduce(1 as UInt64) { power, _ in power * 10 }
    return (whole * scale + decimals, 100 * scale)
  }

  /// Digits only: `UInt64` would take a sign as well.
  private static func number(_ text: Substring) -> UInt64? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt64(text) : nil
  }
}
