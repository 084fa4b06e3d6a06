/// So many per time, written `10/min`, `1000/s`.
package struct Rate: Sendable, Hashable, Comparable {
  /// Finite, not negative.
  package let count: Double
  package let period: Duration

  package init(_ count: Double, per period: Duration) {
    self.count = count
    self.period = period
  }

  /// By which rates compare.
  package var perSecond: Double { count / (period / .seconds(1)) }
  package static func < (left: Rate, right: Rate) -> Bool { left.perSecond < right.perSecond }
}

extension Rate: ConfigValue {
  /// The first name is the one that is shown.
  private static let periods: [(names: [String], period: Duration)] = [
    (["s", "sec", "second"], .seconds(1)), (["min", "m", "minute"], .seconds(60)), (["h", "hour"], .seconds(3600)),
    (["d", "day"], .seconds(86400)),
  ]

  package static var shape: ConfigShape {
    let names = periods.flatMap(\.names).joined(separator: "|")
    return .formatted(
      name: "rate", pattern: #"^[0-9][0-9_]*(\.[0-9_]+)? ?/ ?("# + names + ")$", example: "10/min")
  }
  package var configText: String? {
    let name = Self.periods.first { $0.period == period }?.names[0] ?? "s"
    return "\(Int(exactly: count).map(String.init) ?? String(count))/\(name)"
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Rate? {
    guard let scalar = node.scalar, let text = UnitText(scalar.text), text.number.isFinite else {
      return mismatch(node, &diagnostics)
    }
    let unit = text.unit.trimmingPrefix("/").trimmingPrefix(" ").description
    guard text.unit.hasPrefix("/"), let period = periods.first(where: { $0.names.contains(unit) })?.period else {
      diagnostics.error(
        "a rate needs '/' and a unit of time", at: node.range, help: "units of a rate: s, min, h, d, as in 10/min")
      return nil
    }
    return Rate(text.number, per: period)
  }
}
