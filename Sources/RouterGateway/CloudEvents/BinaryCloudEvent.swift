import HTTPTypes
import RouterCore

/// Reads a CloudEvent in HTTP's binary mode: attributes in header fields, the data as the body (http-protocol-binding.md
/// §3.1).
enum BinaryCloudEvent {
  static let prefix = "ce-"

  static func isIn(_ headers: HTTPFields) -> Bool {
    headers.contains { $0.name.canonicalName.hasPrefix(prefix) }
  }

  static func read(_ headers: HTTPFields, body: [UInt8]) throws(EventRefusal) -> CloudEvent {
    var attributes = CloudEventAttributes()
    var names: Set<String> = []
    for field in headers where field.name.canonicalName.hasPrefix(prefix) {
      let name = field.name.canonicalName
      if names.insert(name).inserted {
        take(field, &attributes)
      } else {
        attributes.add(flaw: .init(place: .header(name), detail: "'\(name)' is given twice"))
      }
    }
    if let type = headers[.contentType] {
      attributes.take(.init(name: "datacontenttype", value: .string(type), place: .header("content-type")))
    }
    guard var event = attributes.finish(.binary) else {
      throw EventRefusal(flaws: attributes.flaws).named(source: attributes.source, id: attributes.id)
    }
    event.payload = body.isEmpty ? .none : .bytes(body)
    return event
  }

  private static func take(_ field: HTTPField, _ attributes: inout CloudEventAttributes) {
    let name = String(field.name.canonicalName.dropFirst(prefix.count))
    let place = FieldPlace.header(field.name.canonicalName)
    switch name {
    case "datacontenttype":
      attributes.add(
        flaw: .init(place: place, detail: "the type of the data is said by Content-Type, and nowhere else"))
    case "data": attributes.add(flaw: .init(place: place, detail: "the data is the body"))
    default:
      guard let text = CloudEventHeaderValue.decode(field.value) else {
        return attributes.add(
          flaw: .init(place: place, detail: "'\(name)' is not printable ASCII with percent-encoded UTF-8"))
      }
      attributes.take(.init(name: name, value: .string(text), place: place))
    }
  }
}
