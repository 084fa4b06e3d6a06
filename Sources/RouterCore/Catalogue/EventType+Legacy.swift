extension EventType {
  /// The same type with another legacy form.
  package func with(legacy: LegacyForm, viewPermission: Permission) -> EventType {
    EventType(
      name, summary, in: group, aliases: aliases, legacy: legacy, agentField: agentField, filters: filters,
      viewPermission: viewPermission, publishPermissions: publishPermissions, schema: schema, example: example)
  }

  /// A type that only the config knows: whatever object a legacy server sends.
  package static func bridged(_ name: String, legacy: LegacyForm) -> EventType {
    EventType(
      name, "What the config takes over from the legacy dialect as `\(legacy.name)`.", in: .bridged, legacy: legacy,
      schema: [], example: "{}")
  }
}
