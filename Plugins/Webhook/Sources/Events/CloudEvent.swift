import RouterCore

/// Writes events as CloudEvents 1.0.2 in JSON (json-format.md §3 and §4), the payload byte for byte.
struct CloudEvent: Sendable {
  let typePrefix: String
  let sourcePrefix: String

  static let contentType = "application/cloudevents+json"
  static let batchContentType = "application/cloudevents-batch+json"

  func bytes(of delivery: Delivery) -> [UInt8] {
    let event = delivery.event
    var writer = JSONWriter(capacity: event.data.bytes.count + 320)
    writer.beginObject()
    writer.member("specversion", "1.0")
    writer.member("id", delivery.number.publicID)
    writer.member("source", SourceReference.text(of: event.source, prefix: sourcePrefix))
    writer.member("type", typePrefix + event.typeName)
    writer.member("time", event.time)
    if let agent = event.agent, !agent.isEmpty { writer.member("subject", agent) }
    writer.member("datacontenttype", "application/json")
    writer.member("data", event.data.root)
    writer.endObject()
    return writer.finish()
  }

  /// A JSON array of events that are written already.
  static func batch(_ events: [[UInt8]]) -> [UInt8] {
    var bytes = [UInt8(ascii: "[")]
    bytes.reserveCapacity(events.reduce(2) { $0 + $1.count + 1 })
    for event in events {
      if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: event)
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }
}
