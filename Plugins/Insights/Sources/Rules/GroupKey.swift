import ConfigSchema
import RouterCore
import RouterStages

/// What makes the events of a group belong together: the values of one or several fields. A missing field and null are one
/// value; long values are told apart by their first 512 bytes.
struct GroupKey: Sendable, Hashable {
  private static let maxFields = 4

  let fields: [FieldPath]

  /// Of all events.
  static let none = GroupKey(fields: [])

  init(fields: [FieldPath]) { self.fields = fields }

  /// Different for different groups, and the same in every process.
  func id(of event: Event) -> String {
    fields.map { field in
      guard let text = field.value(in: event).shownText else { return "-" }
      return "\(text.utf8.count):\(text)"
    }.joined()
  }

  /// For people.
  func text(of event: Event) -> String {
    fields.map { $0.value(in: event).shownText ?? Template.missing }.joined(separator: ", ")
  }
}

extension GroupKey: ConfigValue {
  static var shape: ConfigShape { .either([RuleField.shape, [RuleField].shape]) }
  var configText: String? { fields.map(\.description).joined(separator: ", ") }

  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> GroupKey? {
    guard node.elements != nil else {
      return RuleField.decode(node, &diagnostics).map { GroupKey(fields: [$0.path]) }
    }
    guard let fields = [RuleField].decode(node, &diagnostics) else { return nil }
    guard (1...maxFields).contains(fields.count) else {
      diagnostics.error("a group has 1 to \(maxFields) fields", at: node.range)
      return nil
    }
    return GroupKey(fields: fields.map(\.path))
  }
}
