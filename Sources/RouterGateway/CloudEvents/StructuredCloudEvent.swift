import FoundationEssentials
import RouterCore

/// Reads a CloudEvent in the JSON event format (json-format.md §2 and §3): structured mode, and each event of a batch.
enum StructuredCloudEvent {
  static func read(_ node: JSONNode) throws(EventRefusal) -> CloudEvent {
    guard node.kind == .object else {
      throw EventRefusal(at: "", "a CloudEvent is an object, this is \(node.kind.phrase)")
    }
    var attributes = CloudEventAttributes()
    var (data, base64): (JSONNode?, JSONNode?)
    for member in node.members {
      switch member.name {
      case "data": data = member.value
      case "data_base64": base64 = member.value.isNull ? nil : member.value
      case let name: take(name, member.value, &attributes)
      }
    }
    let payload = payload(data, base64, &attributes)
    guard var event = attributes.finish(.structured) else {
      throw EventRefusal(flaws: attributes.flaws).named(source: attributes.source, id: attributes.id)
    }
    event.payload = payload
    return event
  }

  /// Null means that an attribute is not set (§2.2).
  private static func take(_ name: String, _ value: JSONNode, _ attributes: inout CloudEventAttributes) {
    guard !value.isNull else {
      guard !CloudEventAttribute.isName(name) else { return }
      return attributes.take(CloudEventAttribute(name: name, value: .string(""), place: place(of: name)))
    }
    attributes.take(CloudEventAttribute(name: name, value: self.value(of: value), place: place(of: name)))
  }

  private static func place(of name: String) -> FieldPlace {
    var pointer = JSONPointer()
    pointer.append(name)
    return .body(pointer.description)
  }

  private static func value(of node: JSONNode) -> CloudEventAttribute.Value {
    switch node.kind {
    case .string: .string(node.string ?? "")
    case .boolean: .boolean(node.bool ?? false)
    case .number: .number(String(decoding: node.text, as: UTF8.self))
    case .object, .array, .null: .other(node.kind.phrase)
    }
  }

  // MARK: Data (§3.1)

  private static func payload(
    _ data: JSONNode?, _ base64: JSONNode?, _ attributes: inout CloudEventAttributes
  ) -> CloudEvent.Payload {
    switch (data, base64) {
    case (nil, nil): return .none
    case (.some, .some):
      attributes.add(flaw: .init(place: .body("/data_base64"), detail: "'data' and 'data_base64' exclude each other"))
      return .none
    case (nil, let base64?): return decoded(base64, &attributes)
    // Without a type, data is JSON.
    case (let data?, nil) where attributes.contentType?.isJSON ?? true: return .json(data)
    case (let data?, nil):
      if let text = data.string { return .text(text) }
      attributes.add(
        flaw: .init(place: .body("/data"), detail: "'data' is not a string, as data that is not JSON must be"))
      return .none
    }
  }

  private static func decoded(_ node: JSONNode, _ attributes: inout CloudEventAttributes) -> CloudEvent.Payload {
    guard let bytes = node.string.flatMap({ Data(base64Encoded: $0) }) else {
      attributes.add(
        flaw: .init(place: .body("/data_base64"), detail: "'data_base64' is not base64 with its padding (RFC 4648 §4)"))
      return .none
    }
    return .bytes(Array(bytes))
  }
}
