import RouterCore

/// Reads one v1 client message.
struct V1Parser {
  let message: JSONNode

  private struct Wrong: Error {
    let text: String
  }

  func parse() -> ClientMessage {
    guard message.kind == .object else {
      return .invalid(
        MessageError(family: .connection, text: "a message is a JSON object, this is \(message.kind.phrase)"))
    }
    guard let type = message["type"], type.kind == .string else {
      return .invalid(MessageError(family: .connection, text: "'type' is missing or not a string"))
    }
    if type.stringEquals("ping") { return .ping(id: message["id"]) }
    if type.stringEquals("subscribe") { return subscription { .subscribe(try subscribe($0)) } }
    if type.stringEquals("unsubscribe") { return subscription { .unsubscribe(try unsubscribe($0)) } }
    let name = type.string ?? ""
    return .invalid(MessageError(family: .connection, text: "unknown message type '\(name.shortened)'"))
  }

  private func subscription(_ read: (JSONNode) throws -> ClientMessage) -> ClientMessage {
    do {
      guard let data = message["data"], data.kind == .object else { throw Wrong(text: "'data' is not an object") }
      return try read(data)
    } catch {
      let text = (error as? Wrong)?.text ?? "\(error)"
      return .invalid(MessageError(family: .subscription, text: text))
    }
  }

  private func subscribe(_ data: JSONNode) throws -> SubscribeRequest {
    let events = try names(data, "events")
    guard !events.isEmpty else { throw Wrong(text: "'data.events' names no event type") }
    return SubscribeRequest(events: events, agents: try names(data, "agents"), filters: try filters(data["filters"]))
  }

  private func unsubscribe(_ data: JSONNode) throws -> UnsubscribeRequest {
    let request = UnsubscribeRequest(events: try names(data, "events"), agents: try names(data, "agents"))
    // A computed list that happens to be empty must not take its agents away everywhere.
    if let events = data["events"], events.kind == .array, events.count == 0 {
      throw Wrong(text: "'data.events' names no event type")
    }
    if request.events.isEmpty, request.agents.isEmpty {
      throw Wrong(text: "neither 'data.events' nor 'data.agents' is given")
    }
    return request
  }

  /// A list of strings without repetitions; empty when absent or null.
  private func names(_ data: JSONNode, _ key: String) throws -> [String] {
    guard let list = data[key], !list.isNull else { return [] }
    guard list.kind == .array else { throw Wrong(text: "'data.\(key)' is not an array") }
    var seen: Set<String> = []
    return try list.elements.compactMap { element in
      guard let name = element.string else { throw Wrong(text: "'data.\(key)' has an element that is not a string") }
      return seen.insert(name).inserted ? name : nil
    }
  }

  private func filters(_ node: JSONNode?) throws -> [FilterRequest] {
    guard let node, !node.isNull else { return [] }
    guard node.kind == .object else { throw Wrong(text: "'data.filters' is not an object") }
    return try node.members.compactMap { member in
      let allowed = try scalars(member.value, member.name)
      return allowed.isEmpty ? nil : FilterRequest(key: member.name, allowed: allowed)
    }
  }

  /// A scalar counts as a list of one; null as absent.
  private func scalars(_ node: JSONNode, _ key: String) throws -> [JSONDocument] {
    switch node.kind {
    case .null: return []
    case .string, .number, .boolean: return [node.detached()]
    case .array:
      return try node.elements.flatMap { element in
        guard element.kind != .array else {
          throw Wrong(text: "'data.filters.\(key.shortened)' has a list inside a list")
        }
        return try scalars(element, key)
      }
    case .object: throw Wrong(text: "'data.filters.\(key.shortened)' is an object")
    }
  }
}

extension String {
  /// Fit for a message: client text is quoted back only in part. Scalars, because one character may have any number of them.
  var shortened: String {
    let start = unicodeScalars.prefix(64)
    return start.endIndex == endIndex ? self : String(start) + "…"
  }
}
