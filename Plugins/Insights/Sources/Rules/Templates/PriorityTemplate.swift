import ConfigSchema

/// A priority, or a text that gives one.
enum PriorityTemplate: Sendable, Hashable {
  case constant(InsightPriority)
  case template(Template)

  var templates: [Template] {
    if case .template(let template) = self { [template] } else { [] }
  }

  func priority(for finding: Finding) -> InsightPriority {
    switch self {
    case .constant(let priority): priority
    case .template(let template): InsightPriority(rawValue: template.text(for: finding)) ?? .standard
    }
  }
}

extension PriorityTemplate: ConfigValue {
  static var shape: ConfigShape { .either([InsightPriority.shape, Template.shape]) }
  var configText: String? {
    if case .constant(let priority) = self { priority.rawValue } else { nil }
  }

  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> PriorityTemplate? {
    guard node.scalar?.text.contains("{") == true else {
      return InsightPriority.decode(node, &diagnostics).map { .constant($0) }
    }
    return Template.decode(node, &diagnostics).map { .template($0) }
  }
}
