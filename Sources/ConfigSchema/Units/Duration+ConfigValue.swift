extension Duration: ConfigValue {
  static let units: UnitText.Units = [
    ("us", 1), ("ms", 1000), ("s", 1_000_000), ("min", 60_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
    ("d", 86_400_000_000),
  ]

  package static var shape: ConfigShape {
    .formatted(name: "duration", pattern: UnitText.pattern(units), example: "5s")
  }
  package var configText: String? {
    UnitText.render(components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000, units: Self.units)
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Duration? {
    UnitText.decode(node, as: Self.self, units: units, kind: "duration", &diagnostics) { .microseconds($0) }
  }
}
