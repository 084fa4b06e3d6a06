import ConfigSchema

/// `event:` of a source that reads foreign JSON: how a JSON object becomes an event.
package struct EventMapping: ConfigObject {
  package var type: String?
  package var typeFrom: MappedPath?
  package var time: MappedPath?
  package var data = NamedEntries<MappedValue>()

  package init() {}

  package static let summary = """
    How a JSON object becomes an event. A field's value is a path into the object (`log.level`), `{ path: …, default: … }`, or a \
    constant, `{ value: … }`; a field that is not found is left out.
    """
  package static var fields: [Field<Self>] {
    [
      Field("type", \.type, "the event's type"),
      Field("type_from", \.typeFrom, "the field that has the event's type; one of `type` and `type_from` is needed"),
      Field(
        "time", \.time,
        "the field with the event's time: RFC 3339, or seconds since 1970; the moment of reading if left out"),
      Field("data", \.data, "the fields of the event's data and where they come from; the whole object if left out"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if (type == nil) == (typeFrom == nil) { check.error("type", "one of 'type' and 'type_from' is needed") }
  }

  /// Reports a type that the deployment does not have.
  /// - Parameter key: the mapping's, in the config that is checked.
  package func check(_ key: String, _ catalogue: Catalogue, _ check: inout CrossCheck) {
    guard let type else { return }
    let paths = [[key, "type"]]
    guard let id = catalogue.id(named: type) else {
      let nearest = Suggestion.nearest(to: type, among: catalogue.types.map(\.name))
      return check.error(
        atFirstOf: paths, "unknown event type '\(type)'", help: nearest.map { "did you mean '\($0)'?" })
    }
    guard catalogue.isEnabled(id) else {
      return check.error(atFirstOf: paths, "event type '\(type)' is switched off in this deployment")
    }
    guard !data.entries.isEmpty else { return }
    // What is required and comes from nowhere would make every event wrong.
    let named = Set(data.entries.map(\.name.value))
    for field in catalogue[id].schema.fields where field.isRequired && !named.contains(field.name) {
      check.error(atFirstOf: [[key, "data"]] + paths, "'data' lacks '\(field.name)', which \(type) requires")
    }
  }

  /// - Throws: what is missing; the words never repeat what was there.
  package func draft(from node: JSONNode) throws(EnvelopeFlaw) -> EventDraft {
    guard let name = type ?? typeFrom.flatMap({ node[$0.path]?.string }) else {
      throw EnvelopeFlaw("the field with the event's type is missing or not a string")
    }
    var draft = EventDraft(type: name, data: try mapped(node))
    if let time, let value = node[time.path] {
      guard let moment = value.timestamp ?? value.double.flatMap(Timestamp.init(seconds:)) else {
        throw EnvelopeFlaw("the field with the event's time is neither RFC 3339 nor seconds since 1970")
      }
      draft.time = moment
    }
    return draft
  }

  private func mapped(_ node: JSONNode) throws(EnvelopeFlaw) -> JSONDocument {
    if data.entries.isEmpty { return node.detached() }
    do {
      return try JSONDocument { writer in
        writer.beginObject()
        for entry in data.entries {
          if let value = entry.value.value.value(in: node) { writer.member(entry.name.value, value) }
        }
        writer.endObject()
      }
    } catch {
      throw EnvelopeFlaw("the mapped data is too large or too deep")
    }
  }
}

extension Timestamp {
  /// Nil beyond the years that can be written.
  fileprivate init?(seconds: Double) {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return nil }
    self.init(microseconds: Int64(seconds * 1_000_000))
  }
}
