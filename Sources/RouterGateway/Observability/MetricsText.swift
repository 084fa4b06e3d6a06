/// Writes metric families in one of the forms of `/metrics`.
///
/// Names are those of Prometheus' text, with `_total` for counters and `_info` for infos; OpenMetrics has these endings on the
/// samples only. There are no `_created` samples: all counters began at `process_start_time_seconds`.
struct MetricsText {
  enum Kind: Sendable {
    case counter, gauge
    /// Always 1; the labels say something about the program.
    case info
  }

  private let format: MetricsFormat
  private var written = ""
  private var name = ""

  init(_ format: MetricsFormat) { self.format = format }

  /// The page, of which nothing more is to come.
  var text: String { format == .openMetrics ? written + "# EOF\n" : written }

  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    let family = format == .openMetrics ? Self.familyName(of: name, kind) : name[...]
    written += "# TYPE \(family) \(typeName(of: kind))\n"
    if format == .openMetrics, let unit = Self.unit(of: family) { written += "# UNIT \(family) \(unit)\n" }
    written += "# HELP \(family) \(escaped(help, quotes: format == .openMetrics))\n"
  }

  /// A value of the family that was begun last.
  mutating func sample(
    _ value: UInt64, _ labels: KeyValuePairs<String, String> = [:], _ key: String? = nil, _ last: String = ""
  ) {
    var pairs = labels.map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }
    if let key { pairs.append("\(key)=\"\(escaped(last, quotes: true))\"") }
    written += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
  }

  /// A value that is not a whole number, of the family that was begun last.
  mutating func sample(_ value: Double) { written += "\(name) \(Self.text(of: value))\n" }

  private static func familyName(of name: String, _ kind: Kind) -> Substring {
    let ending =
      switch kind {
      case .counter: "_total"
      case .info: "_info"
      case .gauge: ""
      }
    return name.hasSuffix(ending) ? name.dropLast(ending.count) : name[...]
  }

  private func typeName(of kind: Kind) -> String {
    switch kind {
    case .counter: "counter"
    case .gauge: "gauge"
    case .info: format == .openMetrics ? "info" : "gauge"
    }
  }

  /// OpenMetrics 1.0, "Unit": a family that has one ends with it.
  private static func unit(of family: Substring) -> String? {
    ["seconds", "bytes"].first { family.hasSuffix("_\($0)") }
  }

  /// Both forms write these three values so; everything else as Swift and C do.
  private static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return "\(value)"
  }

  /// - Parameter quotes: false for help in Prometheus' text, where a backslash before a quotation mark would be shown.
  private func escaped(_ value: String, quotes: Bool) -> String {
    var result = ""
    // Not by characters: "\r\n" is one of them.
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"" where quotes: result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
