import ConfigSchema
import RouterCore

/// What events must have in common for their order to be kept: `event.agent`, `event.type`, `event.source` or a field of
/// the payload, as in `event.data.customer`.
package enum OrderKey: Sendable, Hashable {
  case type
  case source
  case agent
  case data(JSONPath)

  /// Of which events with equal values are sent one after the other. Events that lack the field go by their type.
  func value(of event: Event) -> String {
    switch self {
    case .type: "type \(event.typeName)"
    case .source: "source \(event.source)"
    case .agent: event.agent.map { "agent \($0)" } ?? OrderKey.type.value(of: event)
    case .data(let path): event.data.root[path].map(Self.text) ?? OrderKey.type.value(of: event)
    }
  }

  /// Strings by their value, everything else as it is written.
  private static func text(_ node: JSONNode) -> String {
    node.string.map { "string \($0)" } ?? "json \(String(decoding: node.text, as: UTF8.self))"
  }
}

extension OrderKey: CustomStringConvertible {
  package var description: String {
    switch self {
    case .type: "event.type"
    case .source: "event.source"
    case .agent: "event.agent"
    case .data(let path): "event.data.\(path)"
    }
  }
}

extension OrderKey: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "field path", pattern: #"^event\.(type|source|agent|data\..+)$"#, example: "event.data.customer")
  }
  package var configText: String? { description }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> OrderKey? {
    guard let text = node.scalar?.text, let names = try? JSONPath(parsing: text).names else {
      return mismatch(node, &diagnostics)
    }
    switch names {
    case ["event", "type"]: return .type
    case ["event", "source"]: return .source
    case ["event", "agent"]: return .agent
    default: break
    }
    if names.count > 2, names.starts(with: ["event", "data"]) {
      return .data(JSONPath(keys: Array(names.dropFirst(2))))
    }
    return mismatch(
      node, &diagnostics, help: "known here: event.agent, event.source, event.type and fields below event.data")
  }
}
