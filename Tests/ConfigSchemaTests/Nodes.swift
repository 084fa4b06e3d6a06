import ConfigSchema

/// Nodes by hand: these tests know no YAML.
extension ConfigNode {
  static let place = SourceRange(
    file: "test.yaml", start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 2))

  static func plain(_ text: String) -> ConfigNode { ConfigNode(.scalar(Scalar(text)), at: place) }

  static func quoted(_ text: String) -> ConfigNode { ConfigNode(.scalar(Scalar(text, isPlain: false)), at: place) }

  static func substituted(_ text: String, isPlain: Bool = true) -> ConfigNode {
    ConfigNode(.scalar(Scalar(text, isPlain: isPlain, isSubstituted: true)), at: place)
  }

  static func list(_ nodes: ConfigNode...) -> ConfigNode { ConfigNode(.sequence(nodes), at: place) }

  static func map(_ entries: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
    ConfigNode(.mapping(entries.map { Entry(key: Located($0.key, at: place), value: $0.value) }), at: place)
  }

  static var invalid: ConfigNode { ConfigNode(.invalid, at: place) }
}

extension ConfigValue {
  /// The value, or the messages.
  static func read(_ node: ConfigNode) -> (value: Self?, messages: [String]) {
    var diagnostics = Diagnostics()
    let value = decode(node, &diagnostics)
    return (value, diagnostics.all.map(\.message))
  }
}
