/// A number with a unit, as in `250ms` or `2GiB`. Fractions are allowed where they come out whole in the smallest unit.
enum UnitText {
  /// Splits `1.5h` into its number and its unit; nil when it does not start with a number.
  static func split(_ text: String) -> (number: Double, unit: String)? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
    guard let number = Double(digits.filter { $0 != "_" }), number.isFinite else { return nil }
    return (number, text.dropFirst(digits.count).trimmingPrefix(" ").description)
  }

  /// Number times unit in the smallest unit; nil on overflow or a fraction of it.
  static func scale(_ number: Double, by factor: Int64) -> Int64? {
    let product = number * Double(factor)
    guard product < 9.2e18, let whole = Int64(exactly: product.rounded()) else { return nil }
    return abs(product - Double(whole)) < 1e-6 * max(1, product) ? whole : nil
  }

  /// The largest unit that divides the amount, for showing defaults.
  static func render(_ amount: Int64, units: [(name: String, factor: Int64)]) -> String {
    let unit = units.last { amount % $0.factor == 0 && amount != 0 } ?? units[0]
    return "\(amount / unit.factor)\(unit.name)"
  }

  static func decode(
    _ node: ConfigNode, units: [(name: String, factor: Int64)], kind: String, _ diagnostics: inout Diagnostics
  ) -> Int64?? {
    guard let scalar = node.scalar, let (number, unit) = split(scalar.text) else { return .none }
    guard let factor = units.first(where: { $0.name == unit })?.factor else {
      let allowed = "units of a \(kind): \(units.map(\.name).joined(separator: ", "))"
      let what = unit.isEmpty ? "the \(kind) lacks a unit" : "unknown unit of a \(kind)"
      let shown = unit.isEmpty || scalar.isSubstituted ? "" : " '\(unit)'"
      diagnostics.error(what + shown, at: node.range, help: allowed)
      return .some(nil)
    }
    guard let amount = scale(number, by: factor) else {
      diagnostics.error("the \(kind) is too large or too fine", at: node.range)
      return .some(nil)
    }
    return .some(amount)
  }
}

extension Duration: ConfigValue {
  static let units: [(name: String, factor: Int64)] = [
    ("us", 1), ("ms", 1000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000), ("d", 86_400_000_000),
  ]

  package static var shape: ConfigShape {
    .formatted(name: "duration", pattern: #"^[0-9][0-9_.]* ?(us|ms|s|m|h|d)$"#, example: "5s")
  }
  package var configText: String? {
    UnitText.render(components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000, units: Self.units)
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Duration? {
    switch UnitText.decode(node, units: units, kind: "duration", &diagnostics) {
    case .none: mismatch(node, &diagnostics)
    case .some(let amount): amount.map { .microseconds($0) }
    }
  }
}

/// An amount of memory or storage in bytes, written `64KiB`, `100MB`, `512B`.
package struct ByteSize: Sendable, Hashable, Comparable {
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  package static func kibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 10) }
  package static func mebibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 20) }
  package static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }
}

extension ByteSize: ConfigValue {
  static let units: [(name: String, factor: Int64)] = [
    ("B", 1), ("kB", 1000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20), ("GB", 1_000_000_000),
    ("GiB", 1 << 30), ("TB", 1_000_000_000_000), ("TiB", 1 << 40),
  ]

  package static var shape: ConfigShape {
    .formatted(name: "size", pattern: #"^[0-9][0-9_.]* ?(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB)$"#, example: "64KiB")
  }
  package var configText: String? { UnitText.render(Int64(bytes), units: Self.units) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ByteSize? {
    switch UnitText.decode(node, units: units, kind: "size", &diagnostics) {
    case .none: mismatch(node, &diagnostics)
    case .some(let amount): amount.map { ByteSize(bytes: Int($0)) }
    }
  }
}

/// So many per time, written `10/min`, `1000/s`.
package struct Rate: Sendable, Hashable, Comparable {
  package let count: Double
  package let period: Duration

  package init(_ count: Double, per period: Duration) {
    self.count = count
    self.period = period
  }

  package var perSecond: Double { count / (period / .seconds(1)) }
  package static func < (left: Rate, right: Rate) -> Bool { left.perSecond < right.perSecond }
}

extension Rate: ConfigValue {
  private static let periods: [(names: [String], period: Duration)] = [
    (["s", "sec", "second"], .seconds(1)), (["m", "min", "minute"], .seconds(60)), (["h", "hour"], .seconds(3600)),
    (["d", "day"], .seconds(86400)),
  ]

  package static var shape: ConfigShape {
    .formatted(
      name: "rate", pattern: #"^[0-9][0-9_.]* ?/ ?(s|sec|second|m|min|minute|h|hour|d|day)$"#, example: "10/min")
  }
  package var configText: String? {
    let name = Self.periods.first { $0.period == period }?.names[0] ?? "s"
    return "\(count == count.rounded() ? String(Int(count)) : String(count))/\(name)"
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Rate? {
    guard let scalar = node.scalar, let (number, rest) = UnitText.split(scalar.text) else {
      return mismatch(node, &diagnostics)
    }
    let unit = rest.trimmingPrefix("/").trimmingPrefix(" ").description
    guard rest.hasPrefix("/"), let period = periods.first(where: { $0.names.contains(unit) })?.period else {
      diagnostics.error(
        "a rate needs '/' and a unit of time", at: node.range, help: "units of a rate: s, min, h, d, as in 10/min")
      return nil
    }
    return Rate(number, per: period)
  }
}
