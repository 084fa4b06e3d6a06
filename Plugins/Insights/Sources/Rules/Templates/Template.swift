import ConfigSchema

/// A text with places for what a rule found.
struct Template: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case text(String)
    /// - fallback: nil if the config gives none.
    case place(Placeholder, fallback: String?)
  }

  /// What stands for a field that an event lacks.
  static let missing = "none"

  let parts: [Part]

  init(_ parts: [Part] = []) { self.parts = parts }

  var namesGroup: Bool { parts.contains { if case .place(.group, _) = $0 { true } else { false } } }

  /// The whole text, if no event changes it.
  var constant: String? {
    switch parts.count {
    case 0: return ""
    case 1: if case .text(let text) = parts[0] { return text } else { return nil }
    default: return nil
    }
  }

  func text(for finding: Finding) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .place(let place, let fallback): place.text(in: finding) ?? fallback ?? Self.missing
      }
    }.joined()
  }

  /// Nil where a field is missing that has no fallback, or nothing is left.
  func id(for finding: Finding) -> String? {
    let isComplete = parts.allSatisfy { part in
      if case .place(let place, nil) = part { place.text(in: finding) != nil } else { true }
    }
    guard isComplete else { return nil }
    let text = TextLimits.fit(text(for: finding), TextLimits.id)
    return text.isEmpty ? nil : text
  }
}

extension Template: ConfigValue {
  static var shape: ConfigShape { .string }

  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Template? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    guard !scalar.text.isEmpty else {
      diagnostics.error("the text is empty", at: node.range)
      return nil
    }
    var reader = TemplateReader(scalar.text)
    let template = reader.template()
    for problem in reader.problems {
      // What came from outside is not shown: it may be a secret.
      diagnostics.error(
        scalar.isSubstituted ? "a placeholder is wrong" : problem.message, at: node.range,
        help: scalar.isSubstituted ? nil : problem.help)
    }
    return reader.problems.isEmpty ? template : nil
  }
}
