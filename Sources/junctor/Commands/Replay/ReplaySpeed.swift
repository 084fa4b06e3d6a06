import ArgumentParser

/// How fast logged events are replayed: `1` as they came, `10` ten times as fast, `max` as fast as the sinks take them.
struct ReplaySpeed: ExpressibleByArgument {
  /// Nil for `max`.
  let factor: Double?

  init(factor: Double?) { self.factor = factor }

  init?(argument: String) {
    if argument == "max" {
      factor = nil
      return
    }
    guard let value = Double(argument.hasSuffix("x") ? String(argument.dropLast()) : argument), value > 0,
      value.isFinite
    else { return nil }
    factor = value
  }

  var defaultValueDescription: String { factor.map { "\($0)" } ?? "max" }
}
