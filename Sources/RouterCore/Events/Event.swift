/// One event as the router carries it. A class, because one event is held by many queues at once and must cost each of
/// them one reference, not a copy of five fields.
package final class Event: Sendable {
  package let type: EventTypeID
  /// The canonical name of `type`.
  package let typeName: String
  /// The event's own time if it has one, else the moment of its acceptance. Order comes from the number, never from
  /// here.
  package let time: Timestamp
  /// Who produced it: a component's name or an ingest producer's own.
  package let source: String
  /// The agent it speaks of, read from the payload by the catalogue's agent field.
  package let agent: String?
  /// The JSON object under `data`, byte for byte as it came unless a stage changed it.
  package let data: JSONDocument

  package init(
    type: EventTypeID, typeName: String, time: Timestamp, source: String, agent: String?, data: JSONDocument
  ) {
    self.type = type
    self.typeName = typeName
    self.time = time
    self.source = source
    self.agent = agent
    self.data = data
  }

  /// The same event with another payload. The agent stays: a stage that masks the field must not change who may see it.
  package func replacing(data: JSONDocument) -> Event {
    Event(type: type, typeName: typeName, time: time, source: source, agent: agent, data: data)
  }

  /// What it takes in memory, roughly: payload text plus its index and the object itself.
  package var cost: Int { 160 + data.bytes.count + source.utf8.count }
}
