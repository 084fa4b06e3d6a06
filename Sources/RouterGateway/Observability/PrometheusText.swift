/// Writes metric families in Prometheus' text format 0.0.4.
struct PrometheusText {
  enum Kind: String { case counter, gauge }

  private(set) var text = ""
  private var name = ""

  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// A value of the family that was begun last.
  mutating func sample(
    _ value: UInt64, _ labels: KeyValuePairs<String, String> = [:], _ key: String? = nil, _ last: String = ""
  ) {
    var pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
    if let key { pairs.append("\(key)=\"\(Self.escaped(last))\"") }
    text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
  }

  /// A value that is not a whole number, of the family that was begun last.
  mutating func sample(_ value: Double) { text += "\(name) \(value)\n" }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }
}
