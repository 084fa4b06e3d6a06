/// A kind of event: the one place from which validation, subscriptions, permissions and documentation learn about it. A
/// class, because every event asks for its type: that then costs one reference, not one for each of the type's parts.
package final class EventType: Sendable {
  /// Canonical: the v1 dialect's `type`, in lower snake case.
  package let name: String
  /// Other names that v1 clients may subscribe to.
  package let aliases: [String]
  /// How its events look in the legacy dialect.
  package let legacy: LegacyForm
  package let group: EventGroup
  /// One sentence for the documentation.
  package let summary: String
  /// What `data` must look like.
  package let schema: PayloadSchema
  /// The field of `data` that names the agent whom the event is about; nil for events that no agent list narrows.
  package let agentField: JSONPath?
  /// Filter keys with a meaning of their own; see `filterSources(for:)`.
  package let filters: [String: [FilterSource]]
  /// Needed to receive it.
  package let viewPermission: Permission
  /// All of them are needed to publish it.
  package let publishPermissions: Set<Permission>
  /// A `data` as the API documentation prints it, with its indentation.
  package let example: String

  /// - Parameters:
  ///   - legacy: the canonical name in capitals, and the same payload, if left out.
  ///   - viewPermission: that of the group if left out.
  package init(
    _ name: String, _ summary: String, in group: EventGroup, aliases: [String] = [], legacy: LegacyForm? = nil,
    agentField: JSONPath? = nil, filters: [String: [FilterSource]] = FilterSource.standard,
    viewPermission: Permission? = nil, publishPermissions: Set<Permission> = [.publishEvents], schema: PayloadSchema,
    example: String
  ) {
    self.name = name
    self.aliases = aliases
    self.legacy = legacy ?? LegacyForm(name.uppercased())
    self.group = group
    self.summary = summary
    self.schema = schema
    self.agentField = agentField
    self.filters = filters
    self.viewPermission = viewPermission ?? group.viewPermission
    self.publishPermissions = publishPermissions
    self.example = example
  }

  /// Where a filter with this key looks: the places that the key has of its own, else the field of that name or path.
  /// Of several places the first that an event has counts.
  package func filterSources(for key: String) -> [FilterSource] {
    if let own = filters[key] { return own }
    return [.field((try? JSONPath(parsing: key)) ?? [key])]
  }
}
