/// An event as a legacy server sends it, read: `{"type":"EVENT","id","timestamp","source":{"id"},"payload":{"type","data"}}`.
/// Only the payload's type and data are needed and have to be right: what is of no use around them counts as left out, such as
/// a timestamp in milliseconds. `payload.action` says nothing more than the type.
package struct LegacyEvent: Sendable {
  /// The server's own id, to go on behind it later.
  package let id: String?
  package let time: Timestamp?
  /// Who produced it, by `source.id`.
  package let source: String?
  package let type: EventTypeID
  /// What is handed to the log; the data is canonical and not yet held against the type's schema.
  package let draft: EventDraft

  /// - Parameter node: the whole frame.
  package init(reading node: JSONNode, _ catalogue: Catalogue) throws(LegacyEventError) {
    guard node.kind == .object else { throw .notAnEvent }
    guard let type = node["type"], type.stringEquals("EVENT") else { throw .notAnEvent }
    id = node["id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    time = node["timestamp"]?.timestamp
    source = node["source"]?["id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    guard let payload = node["payload"], payload.kind == .object else {
      throw .invalid(field: "payload", expected: "an object", found: Self.found(node["payload"]))
    }
    guard let name = try Self.text(payload["type"], "payload.type") else {
      throw .invalid(field: "payload.type", expected: "the type of the event", found: Self.found(payload["type"]))
    }
    guard let known = catalogue.id(legacyName: name) else { throw .unknownType(name) }
    guard catalogue.isEnabled(known) else { throw .disabledType(name) }
    guard let data = payload["data"], data.kind == .object else {
      throw .invalid(field: "payload.data", expected: "an object", found: Self.found(payload["data"]))
    }
    self.type = known
    let form = catalogue[known].legacy
    do {
      draft = EventDraft(
        type: catalogue[known].name, data: try form.event(from: data.detached()), time: time, source: source)
    } catch {
      throw .unmapped(type: name, error)
    }
  }

  private static func text(_ node: JSONNode?, _ field: String) throws(LegacyEventError) -> String? {
    guard let node, !node.isNull else { return nil }
    guard let text = node.string, !text.isEmpty else {
      throw .invalid(field: field, expected: "a non-empty string", found: found(node))
    }
    return text
  }

  private static func found(_ node: JSONNode?) -> String {
    guard let node else { return "nothing" }
    return node.string == "" ? "an empty string" : node.kind.phrase
  }
}
