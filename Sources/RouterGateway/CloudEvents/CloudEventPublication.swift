import RouterCore

/// What a CloudEvent is here: its type is a name of the catalogue, its source the producer, source and id its key.
/// Subject, data schema and extensions have no place in an event and end here.
struct CloudEventPublication: Sendable {
  /// Of data that is a document of its own: one level is kept for the envelope that clients get.
  static let dataLimits = JSONLimits(maxDepth: JSONLimits.standard.maxDepth - 1)

  /// Taken off the type if it is there.
  let typePrefix: String
  let mode: CloudEventMode

  func publication(of event: CloudEvent) throws(EventRefusal) -> Publication {
    do throws(EventRefusal) {
      try checkLengths(event)
      let (data, payload) = try data(of: event)
      let type = event.type.hasPrefix(typePrefix) ? String(event.type.dropFirst(typePrefix.count)) : event.type
      return Publication(
        draft: EventDraft(type: type, data: data, time: event.time, source: event.source), id: event.id,
        typePlace: mode.place(of: "type"), payload: payload)
    } catch {
      throw error.named(source: event.source, id: event.id)
    }
  }

  private func checkLengths(_ event: CloudEvent) throws(EventRefusal) {
    let bounded = [("id", event.id, Publication.idBytes), ("source", event.source, Publication.sourceBytes)]
    for (name, text, allowed) in bounded where !allowed.contains(text.utf8.count) {
      throw EventRefusal(at: mode.place(of: name), "'\(name)' is not a string of 1 to \(allowed.upperBound) bytes")
    }
  }

  private func data(of event: CloudEvent) throws(EventRefusal) -> (JSONDocument, PayloadPlace) {
    guard event.contentType.map({ $0.isJSON && $0.isUTF8 }) ?? true else { throw notJSON }
    switch event.payload {
    case .none: throw EventRefusal(at: mode.data, "the event has no data")
    case .json(let node): return (node.detached(), .member(mode.data))
    case .text: throw notJSON
    case .bytes(let bytes):
      do throws(JSONError) {
        return (try JSONDocument(parsing: bytes, limits: Self.dataLimits), mode.bytes)
      } catch {
        throw EventRefusal(at: mode.bytes.place(of: error.pointer), "the data is no JSON: \(error)")
      }
    }
  }

  private var notJSON: EventRefusal {
    EventRefusal(at: mode.place(of: "datacontenttype"), "the data of an event is JSON in UTF-8")
  }
}
