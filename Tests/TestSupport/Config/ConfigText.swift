import ConfigSchema
import RouterConfig
import Testing

/// YAML in tests.
extension ConfigNode {
  /// A text that the test knows to be good; a mistake in it is reported as an issue. Nothing is the empty mapping.
  package static func yaml(_ text: String, file: String = "test.yaml") -> ConfigNode {
    if text.allSatisfy(\.isWhitespace) { return ConfigNode(.mapping([]), at: .nowhere) }
    let (node, diagnostics) = YAMLReader.read(text, file: file)
    if diagnostics.hasErrors || node == nil {
      Issue.record("the sample is no YAML: \(diagnostics.lines.joined(separator: "; "))")
    }
    return node ?? ConfigNode(.mapping([]), at: .nowhere)
  }
}

extension ConfigObject {
  /// The config that a text gives, and what was found in it as `line:column severity: message`.
  package static func read(_ yaml: String) -> (config: Self?, findings: [String]) {
    var diagnostics = Diagnostics()
    let config = decode(.yaml(yaml), &diagnostics)
    return (config, diagnostics.lines)
  }

  /// The config that a text without mistakes gives.
  package static func sample(_ yaml: String) -> Self {
    let (config, findings) = read(yaml)
    if !findings.isEmpty { Issue.record("the sample config has mistakes: \(findings)") }
    return config ?? Self()
  }
}

extension Diagnostics {
  /// Compact, for comparisons.
  package var lines: [String] {
    sorted.map { finding in
      let place = finding.range.map { "\($0.start.line):\($0.start.column) " } ?? ""
      return "\(place)\(finding.severity.rawValue): \(finding.message)"
    }
  }
}

extension SourceRange {
  /// For nodes that no file has.
  package static let nowhere = SourceRange(
    file: "test.yaml", start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))
}
