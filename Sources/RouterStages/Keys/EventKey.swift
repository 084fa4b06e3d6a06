import ConfigSchema
import RouterCore

/// What makes events belong together: the values of one or several fields.
///
/// A missing field counts as a value of its own. Strings are the same whatever their escapes; all other values are the
/// same if they are written alike, so `1` and `1.0` differ.
package struct EventKey: Sendable, Hashable {
  package let fields: [FieldPath]

  package init(fields: [FieldPath]) { self.fields = fields }

  /// Everything has the same key.
  package static let none = EventKey(fields: [])

  /// Whether an event has none of the fields.
  package func isAbsent(in event: Event) -> Bool {
    fields.allSatisfy { $0.value(in: event).isAbsent }
  }
}

extension EventKey: ConfigValue {
  package static var shape: ConfigShape { .either([FieldPath.shape, [FieldPath].shape]) }
  package var configText: String? { fields.count == 1 ? fields[0].description : fields.configText }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> EventKey? {
    guard node.elements != nil else { return FieldPath.decode(node, &diagnostics).map { EventKey(fields: [$0]) } }
    guard let fields = [FieldPath].decode(node, &diagnostics) else { return nil }
    if fields.isEmpty { diagnostics.error("a key needs at least one field", at: node.range) }
    return fields.isEmpty ? nil : EventKey(fields: fields)
  }
}
