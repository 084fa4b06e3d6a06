import RouterCore

/// The way to a value of an event, written from the event as in the filter language: `event.type`, `event.source`,
/// `event.agent`, `event.data` and the fields below it, such as `event.data.system.cpu_usage`.
///
/// `event.id` and `event.time` are not among them: they differ from event to event, so they make no keys or tests.
package enum FieldPath: Sendable, Hashable {
  case type
  case source
  case agent
  case data(JSONPath)

  /// Costs no allocation, whatever is found.
  package func value(in event: Event) -> FieldValue {
    switch self {
    case .type: .text(event.typeName)
    case .source: .text(event.source)
    case .agent: event.agent.map { .text($0) } ?? .absent
    case .data(let path): event.data.root[path].map { .json($0) } ?? .absent
    }
  }

  /// The last name on the way: `cpu_usage` of `event.data.system.cpu_usage`.
  package var name: String {
    switch self {
    case .type: "type"
    case .source: "source"
    case .agent: "agent"
    case .data(let path): path.names.last ?? "data"
    }
  }
}

extension FieldPath: CustomStringConvertible {
  /// What a config would say.
  package var description: String {
    switch self {
    case .type, .source, .agent: "event.\(name)"
    case .data(let path): path.isEmpty ? "event.data" : "event.data.\(path)"
    }
  }
}
