import RouterCore

/// The event types by group, each with the fields of its `data`.
struct EventChapter {
  let types: [EventType]

  /// Ends with a line feed.
  var markdown: String { groups.map(chapter).joined(separator: "\n") }

  private var groups: [EventGroup] {
    types.map(\.group).reduce(into: []) { groups, group in
      if !groups.contains(group) { groups.append(group) }
    }
  }

  private func chapter(_ group: EventGroup) -> String {
    let sections = types.filter { $0.group == group }.map(section)
    return "### `\(group.wildcard)`\n\n" + sections.joined(separator: "\n")
  }

  private func section(_ type: EventType) -> String {
    """
    #### \(type.name)

    \(type.summary) \(Self.details(of: type))

    \(FieldTable(fields: type.schema.fields).markdown)
    """
  }

  private static func details(of type: EventType) -> String {
    let publishing = type.publishPermissions.map(\.rawValue).sorted().reversed().joined(separator: " and ")
    let aliases = type.aliases.map { "`\($0)`" }
    return (aliases.isEmpty ? "" : "Also \(aliases.joined(separator: ", ")). ")
      + "Seen with \(type.viewPermission.rawValue), published with \(publishing). Legacy name: `\(type.legacy.name)`."
  }
}
