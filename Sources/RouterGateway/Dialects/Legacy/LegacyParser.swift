import RouterCore

/// Reads one legacy client message (contract §3).
struct LegacyParser {
  let message: JSONNode

  /// Of ids, targets and actions, in bytes.
  static let lengths = 1...256

  func parse() -> ParsedMessage {
    guard message.kind == .object else {
      return ParsedMessage(.invalid(Self.wrong(nil, "a message is a JSON object, this is \(message.kind.phrase)")))
    }
    guard let id = message["id"], Self.isID(id) else {
      let text = "a string of 1 to \(Self.lengths.upperBound) bytes or a number; answers repeat it"
      return ParsedMessage(.invalid(Self.wrong("id", text, message["id"])))
    }
    let tag = RequestTag(id: id.detached(), target: (try? target()) ?? nil)
    do throws(MessageError) {
      return ParsedMessage(try content(), tag: tag)
    } catch {
      return ParsedMessage(.invalid(error), tag: tag)
    }
  }

  private static func isID(_ id: JSONNode) -> Bool {
    switch id.kind {
    case .string: id.string.map { lengths.contains($0.utf8.count) } ?? false
    // However large: it is repeated, never computed with.
    case .number: lengths.contains(id.text.count)
    case .null, .boolean, .array, .object: false
    }
  }

  private func content() throws(MessageError) -> ClientMessage {
    let name = try text(message["type"], "type")
    guard let type = LegacyClientMessageType(rawValue: name) else {
      let known = LegacyClientMessageType.allCases.map(\.rawValue).joined(separator: ", ")
      throw Self.wrong("type", "unknown message type '\(name.shortened)': there are \(known)")
    }
    switch type {
    case .auth: return .authenticate(token: try token())
    case .heartbeat: return .ping(id: message["id"])
    case .reconnect: return .reconnect(try reconnect())
    case .query: return try request(isQuery: true)
    case .command: return try request(isQuery: false)
    case .subscribe: return .subscribe(SubscribeRequest(events: try events(), isWhole: true))
    case .unsubscribe: return .unsubscribe(UnsubscribeRequest(events: try events(), isWhole: true))
    }
  }

  private var payload: JSONNode? { message["payload"].present }

  // MARK: Connections

  /// An empty one is a bad token like others, which clients are told in a way that makes them get a new one.
  private func token() throws(MessageError) -> String {
    guard let token = payload?["token"]?.string else {
      throw Self.wrong("payload.token", "a string", payload?["token"])
    }
    return token
  }

  private func reconnect() throws(MessageError) -> ReconnectRequest {
    guard let payload, payload.kind == .object else {
      throw Self.wrong("payload", "an object with 'lastMessageId' and 'subscriptions'", self.payload)
    }
    let names = try payload["subscriptions"].present.map { list throws(MessageError) in
      try Self.names(list, "subscriptions")
    }
    return ReconnectRequest(lastEvent: try lastEvent(payload["lastMessageId"].present), events: names)
  }

  /// What looks like an id of an event and cannot be one of ours is not wrong: the answer says that it is unknown.
  private func lastEvent(_ node: JSONNode?) throws(MessageError) -> ResumeRequest.LastEvent {
    guard let node else { return .none }
    let digits = node.string.flatMap { $0.hasPrefix("msg_") ? $0.utf8.dropFirst("msg_".utf8.count) : nil }
    guard let digits, !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw Self.wrong("lastMessageId", "the id of an event, such as msg_42", node)
    }
    return ResumeRequest.LastEvent(node.string)
  }

  // MARK: Requests

  private func request(isQuery: Bool) throws(MessageError) -> ClientMessage {
    let action = try action()
    switch action {
    // Whomever they are addressed to, if to anybody.
    case "SUBSCRIBE":
      _ = try target()
      return .subscribe(SubscribeRequest(events: try events(), isWhole: true))
    case "UNSUBSCRIBE":
      _ = try target()
      return .unsubscribe(UnsubscribeRequest(events: try events(), isWhole: true))
    default:
      guard let target = try target() else {
        throw Self.wrong("target", #"an object such as {"type":"AGENT","id":"analysis-agent"}"#, message["target"])
      }
      return .request(
        RequestMessage(target: target, action: action, payload: try arguments(), isQuery: isQuery))
    }
  }

  /// Any JSON value.
  private func arguments() throws(MessageError) -> JSONDocument {
    if let payload { return payload.detached() }
    do {
      return try JSONDocument { writer in
        writer.beginObject()
        writer.endObject()
      }
    } catch {
      throw Self.wrong("payload", "\(error)")
    }
  }

  /// To whom the message is addressed; nil if to nobody.
  private func target() throws(MessageError) -> String? {
    guard let target = message["target"].present else { return nil }
    switch target.kind {
    case .string: return try text(target, "target")
    case .object:
      // There are agents only, whatever a client calls them.
      if let type = target["type"].present, type.kind != .string {
        throw Self.wrong("target.type", "'AGENT'", type)
      }
      return try text(target["id"], "target.id")
    case .null, .boolean, .number, .array:
      throw Self.wrong("target", #"an object such as {"type":"AGENT","id":"analysis-agent"}"#, target)
    }
  }

  private func action() throws(MessageError) -> String {
    try text(message["action"].present ?? payload?["action"], "action")
  }

  private func text(_ node: JSONNode?, _ field: String) throws(MessageError) -> String {
    guard let text = node?.string, Self.lengths.contains(text.utf8.count) else {
      throw Self.wrong(field, "a string of 1 to \(Self.lengths.upperBound) bytes", node)
    }
    return text
  }

  // MARK: Lists

  private func events() throws(MessageError) -> [String] {
    let names = try Self.names(payload?["events"], "events")
    guard !names.isEmpty else { throw Self.wrong("events", "the list names no event type") }
    return names
  }

  /// A list of strings without repetitions.
  private static func names(_ list: JSONNode?, _ field: String) throws(MessageError) -> [String] {
    guard let list, list.kind == .array else { throw wrong(field, "a list of names of event types", list) }
    var seen: Set<String> = []
    var names: [String] = []
    for element in list.elements {
      guard let name = element.string else {
        throw wrong(field, "expected a list of strings, found \(element.kind.phrase)")
      }
      if seen.insert(name).inserted { names.append(name) }
    }
    return names
  }

  // MARK: What is wrong

  private static func wrong(_ field: String, _ expected: String, _ found: JSONNode?) -> MessageError {
    guard let found = found.present else { return wrong(field, "missing: expected \(expected)") }
    return wrong(field, "expected \(expected), found \(found.kind.phrase)")
  }

  private static func wrong(_ field: String?, _ text: String) -> MessageError {
    MessageError(family: .connection, text: text, field: field)
  }
}

extension JSONNode? {
  /// Nil for null, too: that a member is null says that it is not there.
  fileprivate var present: JSONNode? { flatMap { $0.isNull ? nil : $0 } }
}
