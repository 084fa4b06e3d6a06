import RouterCore
import RouterStages

/// What a template may tell of a finding.
enum Placeholder: Sendable, Hashable {
  case rule
  case group
  case count
  case window
  case eventID
  case eventTime
  case field(FieldPath)

  /// Those that are no fields, by name.
  static let fixed: [String: Placeholder] = [
    "rule": .rule, "group": .group, "count": .count, "window": .window, "event.id": .eventID, "event.time": .eventTime,
  ]

  static let names = fixed.keys + ["event.type", "event.source", "event.agent", "data.", "event.data."]

  /// Nil for what nobody knows.
  init?(_ name: String) {
    if let fixed = Self.fixed[name] {
      self = fixed
    } else {
      guard let path = try? RuleField(parsing: name).path else { return nil }
      // All of a payload makes no text.
      if case .data(let path) = path, path.isEmpty { return nil }
      self = .field(path)
    }
  }

  /// Nil where the event has no such field, or null.
  func text(in finding: Finding) -> String? {
    switch self {
    case .rule: finding.rule.name
    case .group: finding.group
    case .count: "\(finding.rule.terms.count)"
    case .window: finding.rule.terms.window.configText
    case .eventID: finding.entry.number.publicID
    case .eventTime: finding.entry.event.time.text
    case .field(let path): path.value(in: finding.entry.event).shownText
    }
  }
}
