import RouterCore
import RouterResources

/// Contract §7: `{accepted, items[{source, id, status, event_id}]}`, in the order of the request. An event that was accepted
/// before under the same source and id is a `duplicate`, with the number that it got then; one that is `rejected`, with
/// lenient handling, has its errors.
struct IngestAnswer {
  let items: [PublishDesk.Item]
  /// Whether the body is an array of events.
  let isList: Bool

  var bytes: [UInt8] {
    var writer = JSONWriter(capacity: 64 * items.count + 64)
    writer.beginObject()
    writer.member("accepted", items.count(where: \.isNew))
    writer.key("items")
    writer.beginArray()
    for (index, item) in items.enumerated() { write(item, at: isList ? "/\(index)" : "", &writer) }
    writer.endArray()
    writer.endObject()
    return writer.finish()
  }

  private func write(_ item: PublishDesk.Item, at root: String, _ writer: inout JSONWriter) {
    writer.beginObject()
    switch item {
    case .accepted(let event, let receipt):
      writer.member("source", event.event.source)
      if let id = event.id { writer.member("id", id) }
      writer.member("status", receipt.isDuplicate ? "duplicate" : "accepted")
      writer.member("event_id", receipt.number.publicID)
    case .refused(let refusal):
      if let source = refusal.source { writer.member("source", source) }
      if let id = refusal.id { writer.member("id", id) }
      writer.member("status", "rejected")
      writer.member("errors", refusal.flaws.map { Problem.Detail(at: $0.place, detail: $0.detail, in: root) })
    }
    writer.endObject()
  }
}
