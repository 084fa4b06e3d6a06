import RouterCore

/// What the legacy dialect calls events, and how their payloads differ there.
struct LegacyEventTable {
  let types: [EventType]

  /// Ends with a line feed. First the types that differ in more than capitals.
  var markdown: String {
    let sorted = types.filter(\.differs) + types.filter { !$0.differs }
    return MarkdownTable(
      ["legacy name", "event type", "source", "keys: event → legacy", "defaults"], sorted.map(Self.row)
    ).text
  }

  private static func row(_ type: EventType) -> [String] {
    let form = type.legacy
    let renames = form.renames.map { "`\($0.path)` → `\($0.key)`" }
    let defaults = form.defaults.map { "`\($0.path)`: `\($0.value)`" }
    return [
      "`\(form.name)`", "`\(type.name)`", form.source.map { "`\($0)`" } ?? "", renames.joined(separator: ", "),
      defaults.joined(separator: ", "),
    ]
  }
}

extension EventType {
  fileprivate var differs: Bool { !legacy.isIdentity || legacy.source != nil || legacy.name != name.uppercased() }
}
