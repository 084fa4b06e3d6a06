import RouterCore

/// What a field path leads to.
package enum FieldValue: Sendable {
  /// Nothing there. A JSON null is something.
  case absent
  /// A property of the event itself.
  case text(String)
  /// A part of its payload.
  case json(JSONNode)

  package var isAbsent: Bool {
    if case .absent = self { true } else { false }
  }
}
