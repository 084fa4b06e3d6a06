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
    switch type.string ?? "" {
    case "ping": return .ping(id: message["id"])
    case "subscribe": return read(as: .subscription) { .subscribe(try subscribe($0)) }
    case "unsubscribe": return read(as: .subscription) { .unsubscribe(try unsubscribe($0)) }
    case "command": return read(as: .command(echo)) { .command(try command($0)) }
    case "command_result": return read(as: .connection) { .commandResult(try commandResult($0)) }
    case "publish": return read(as: .publish(requestID: echo.requestID)) { .publish(try publish($0)) }
    case "configure": return read(as: .connection) { .configure(try configure($0)) }
    case "refresh_token": return read(as: .connection) { .refreshToken(try text($0, "token")) }
    case "connection_pool_info": return .showPool
    // Whatever its data says: who wants to go may go.
    case "disconnect": return .disconnect
    case let name:
      return .invalid(MessageError(family: .connection, text: "unknown message type '\(name.shortened)'"))
    }
  }

  private func read(as family: MessageFamily, _ read: (JSONNode) throws -> ClientMessage) -> ClientMessage {
    do {
      guard let data = message["data"], data.kind == .object else { throw Wrong(text: "'data' is not an object") }
      return try read(data)
    } catch {
      let text = (error as? Wrong)?.text ?? "\(error)"
      return .invalid(MessageError(family: family, text: text))
    }
  }

  // MARK: Subscriptions

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

  // MARK: Commands and publishing

  /// What can be read of a command, whatever else is wrong with it.
  private var echo: CommandEcho {
    let data = message["data"]
    return CommandEcho(
      command: data?["command"]?.string?.shortened, agent: data?["agent_id"]?.string?.shortened,
      requestID: try? requestID(data))
  }

  private func command(_ data: JSONNode) throws -> CommandRequest {
    let parameters = data["parameters"].flatMap { $0.isNull ? nil : $0 }
    if let parameters, parameters.kind != .object { throw Wrong(text: "'data.parameters' is not an object") }
    return CommandRequest(
      agent: try text(data, "agent_id"), command: try text(data, "command"), parameters: parameters?.detached(),
      requestID: try requestID(data))
  }

  private func commandResult(_ data: JSONNode) throws -> AgentReply {
    guard let id = try requestID(data) else { throw Wrong(text: "'data.request_id' is missing") }
    do throws(PayloadViolation) {
      return AgentReply(requestID: id, outcome: try AgentReply(data).outcome)
    } catch {
      throw Wrong(text: "\(error)")
    }
  }

  private func publish(_ data: JSONNode) throws -> PublishRequest {
    guard let events = data["events"], events.kind == .array else { throw Wrong(text: "'data.events' is not an array") }
    return PublishRequest(events: events.detached(), requestID: try requestID(data))
  }

  /// In `data` or at top level (contract §2).
  private func requestID(_ data: JSONNode?) throws -> String? {
    for (place, node) in [("data.request_id", data?["request_id"]), ("request_id", message["request_id"])] {
      guard let node, !node.isNull else { continue }
      guard let id = node.string, Self.requestIDs.contains(id.utf8.count) else {
        throw Wrong(text: "'\(place)' is not a string of 1 to \(Self.requestIDs.upperBound) bytes")
      }
      return id
    }
    return nil
  }

  private static let requestIDs = 1...256

  private func text(_ data: JSONNode, _ key: String) throws -> String {
    guard let text = data[key]?.string, !text.isEmpty else {
      throw Wrong(text: "'data.\(key)' is missing or not a non-empty string")
    }
    return text
  }

  // MARK: Configuration

  private func configure(_ data: JSONNode) throws -> ConfigureRequest {
    ConfigureRequest(
      metricsInterval: try number(data, "metrics_interval"), bufferSize: try number(data, "buffer_size"),
      compression: try flag(data, "compression"), includesIDs: try flag(data, "include_ids"),
      mirrorsTimestamp: try flag(data, "mirror_timestamp"))
  }

  /// A whole number of any size: what is out of range is clamped later.
  private func number(_ data: JSONNode, _ key: String) throws -> Int? {
    guard let node = data[key], !node.isNull else { return nil }
    guard node.isWholeNumber else { throw Wrong(text: "'data.\(key)' is not a whole number") }
    return node.int ?? (node.text.first == UInt8(ascii: "-") ? .min : .max)
  }

  private func flag(_ data: JSONNode, _ key: String) throws -> Bool? {
    guard let node = data[key], !node.isNull else { return nil }
    guard let flag = node.bool else { throw Wrong(text: "'data.\(key)' is neither true nor false") }
    return flag
  }

  // MARK: Lists

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
