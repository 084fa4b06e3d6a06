/// A number with a unit, as in `250ms` or `1.5GiB`. Exact: a fraction is allowed where it comes out whole in the
/// smallest unit.
struct UnitText: Sendable, Equatable {
  typealias Units = [(name: String, factor: Int64)]

  /// Without point and separators: `1.5` is "15" with one decimal.
  let digits: String
  let decimals: Int
  let unit: String

  /// Nil when the text does not start with a number.
  init?(_ text: String) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false).map { $0.filter { $0 != "_" } }
    guard number.first != "_", parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    var fraction = parts.count == 2 ? parts[1] : ""
    while fraction.last == "0" { fraction.removeLast() }
    digits = parts[0] + fraction
    decimals = fraction.count
    unit = text.dropFirst(number.count).trimmingPrefix(" ").description
  }

  var number: Double { Double("\(digits)e-\(decimals)") ?? .infinity }

  /// The amount in the smallest unit; nil when it overflows or is no whole number of it.
  func scaled(by factor: Int64) -> Int64? {
    guard let digits = Int64(digits) else { return nil }
    let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
    guard !overflow, decimals <= 18 else { return nil }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Self.powerOfTen(decimals))
    return remainder == 0 ? quotient : nil
  }

  private static func powerOfTen(_ exponent: Int) -> Int64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension UnitText {
  /// The largest unit that divides the amount, for showing defaults.
  static func render(_ amount: Int64, units: Units) -> String {
    let unit = units.last { amount % $0.factor == 0 && amount != 0 } ?? units[0]
    return "\(amount / unit.factor)\(unit.name)"
  }

  /// Reads a scalar in one of `units` (smallest first); nil when that failed, with the reason in `diagnostics`.
  static func decode<Value: ConfigValue>(
    _ node: ConfigNode, as type: Value.Type, units: Units, kind: String, _ diagnostics: inout Diagnostics,
    make: (Int64) -> Value
  ) -> Value? {
    guard let scalar = node.scalar, let text = UnitText(scalar.text) else {
      let isNegative = node.scalar?.text.hasPrefix("-") ?? false
      return Value.mismatch(node, &diagnostics, help: isNegative ? "a \(kind) cannot be negative" : nil)
    }
    guard let factor = units.first(where: { $0.name == text.unit })?.factor else {
      let (message, help) = unknownUnit(scalar.isSubstituted ? "" : text.unit, of: kind, units: units)
      diagnostics.error(message, at: node.range, help: help)
      return nil
    }
    guard let amount = text.scaled(by: factor) else {
      let isTooLarge = text.number * Double(factor) >= 0x1p63
      diagnostics.error(
        isTooLarge ? "the \(kind) is too large" : "the \(kind) is too fine: the smallest step is 1\(units[0].name)",
        at: node.range)
      return nil
    }
    return make(amount)
  }

  private static func unknownUnit(_ unit: String, of kind: String, units: Units) -> (message: String, help: String) {
    let names = units.map(\.name)
    let help = "units of a \(kind): \(names.joined(separator: ", "))"
    if unit.isEmpty { return ("the \(kind) needs a unit", help) }
    let nearest = Suggestion.nearest(to: unit, among: names).map { "did you mean '\($0)'? " } ?? ""
    return ("'\(unit)' is not a unit of a \(kind)", nearest + help)
  }

  /// The pattern of the text form, for JSON Schema.
  static func pattern(_ units: Units) -> String {
    #"^[0-9][0-9_]*(\.[0-9_]+)? ?("# + units.map(\.name).joined(separator: "|") + ")$"
  }
}
