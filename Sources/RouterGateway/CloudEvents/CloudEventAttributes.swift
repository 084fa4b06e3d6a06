import RouterCore

/// The context attributes of one CloudEvent, taken one by one and checked; everything that is wrong is kept.
struct CloudEventAttributes {
  private(set) var flaws: [EventRefusal.Flaw] = []
  private var strings: [String: String] = [:]
  private(set) var extensions: [String: String] = [:]
  private(set) var time: Timestamp?
  private(set) var contentType: MediaType?

  private static let required = ["specversion", "id", "source", "type"]
  private static let optional: Set = ["time", "subject", "dataschema", "datacontenttype"]

  var id: String? { strings["id"] }
  var source: String? { strings["source"] }

  mutating func add(flaw: EventRefusal.Flaw) { flaws.append(flaw) }

  mutating func take(_ attribute: CloudEventAttribute) {
    if Self.required.contains(attribute.name) || Self.optional.contains(attribute.name) {
      takeKnown(attribute)
    } else {
      takeExtension(attribute)
    }
  }

  /// Nil if anything is wrong.
  mutating func finish(_ mode: CloudEventMode) -> CloudEvent? {
    let wrong = Set(flaws.map(\.place))
    for name in Self.required where strings[name] == nil && !wrong.contains(mode.place(of: name)) {
      flaws.append(.init(place: mode.place(of: name), detail: "'\(name)' is missing"))
    }
    guard flaws.isEmpty, let id, let source, let type = strings["type"] else { return nil }
    return CloudEvent(
      id: id, source: source, type: type, time: time, subject: strings["subject"], dataSchema: strings["dataschema"],
      contentType: contentType, extensions: extensions)
  }

  // MARK: What the specification defines

  private mutating func takeKnown(_ attribute: CloudEventAttribute) {
    guard case .string(let text) = attribute.value else { return flaws.append(attribute.flaw("is not a string")) }
    if text.isEmpty { return flaws.append(attribute.flaw("is empty")) }
    guard CloudEventAttribute.isString(text) else {
      return flaws.append(attribute.flaw("has a control character or a noncharacter"))
    }
    if let detail = wrong(text, attribute.name) { return flaws.append(attribute.flaw(detail)) }
    strings[attribute.name] = text
  }

  /// What is wrong with the text of an attribute, if anything.
  private mutating func wrong(_ text: String, _ name: String) -> String? {
    switch name {
    case "specversion": return text == "1.0" ? nil : "is not 1.0, the version that is spoken here"
    case "source":
      return CloudEventAttribute.isURIReference(text)
        ? nil : "is not a URI-reference: spaces and the like are written as %20"
    case "dataschema": return CloudEventAttribute.isURI(text) ? nil : "is not an absolute URI"
    case "time":
      time = CloudEventAttribute.time(text)
      return time == nil ? "is not an RFC 3339 date-time such as 2024-01-15T10:30:00Z" : nil
    case "datacontenttype":
      contentType = MediaType(text)
      return contentType == nil ? "is not a media type such as application/json" : nil
    default: return nil
    }
  }

  // MARK: Extensions

  private mutating func takeExtension(_ attribute: CloudEventAttribute) {
    guard CloudEventAttribute.isName(attribute.name) else {
      return flaws.append(attribute.flaw("is no name of an attribute: those are of a-z and 0-9"))
    }
    switch attribute.value {
    case .string(let text) where CloudEventAttribute.isString(text): extensions[attribute.name] = text
    case .string: flaws.append(attribute.flaw("has a control character or a noncharacter"))
    case .boolean(let flag): extensions[attribute.name] = "\(flag)"
    case .number(let text) where CloudEventAttribute.isInteger(text): extensions[attribute.name] = text
    case .number: flaws.append(attribute.flaw("is not a whole number of 32 bits"))
    case .other(let kind):
      flaws.append(attribute.flaw("is \(kind): attributes are strings, whole numbers and booleans"))
    }
  }
}
