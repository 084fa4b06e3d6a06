import ConfigSchema
import RouterCore

/// What we send to a legacy server.
enum ClientMessage: Sendable {
  case authenticate(Secret)
  /// - lastMessageID: nil for what happens from now on.
  case reconnect(lastMessageID: String?, subscriptions: [String])
  case subscribe([String], target: String)
  case heartbeat
  case request(LegacyRequest)

  /// The text of a message.
  func text(id: String, at time: Timestamp) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", type)
    writer.member("id", id)
    writer.member("timestamp", time)
    writeRest(&writer)
    writer.endObject()
    return writer.finish()
  }

  private var type: String {
    switch self {
    case .authenticate: "AUTH"
    case .reconnect: "RECONNECT"
    case .subscribe: "COMMAND"
    case .heartbeat: "HEARTBEAT"
    case .request(let request): request.isQuery ? "QUERY" : "COMMAND"
    }
  }

  private func writeRest(_ writer: inout JSONWriter) {
    switch self {
    case .heartbeat: break
    case .authenticate(let token):
      writer.key("payload")
      writer.beginObject()
      writer.member("token", token.reveal())
      writer.endObject()
    case .reconnect(let id, let subscriptions):
      writer.key("payload")
      writer.beginObject()
      if let id { writer.member("lastMessageId", id) }
      Self.write("subscriptions", subscriptions, &writer)
      writer.endObject()
    case .subscribe(let events, let target):
      Self.address(target, action: "SUBSCRIBE", &writer)
      writer.beginObject()
      Self.write("events", events, &writer)
      writer.endObject()
    case .request(let request):
      Self.address(request.target, action: request.action, &writer)
      writer.value(request.payload.root)
    }
  }

  private static func address(_ target: String, action: String, _ writer: inout JSONWriter) {
    writer.key("target")
    writer.beginObject()
    writer.member("type", "AGENT")
    writer.member("id", target)
    writer.endObject()
    writer.member("action", action)
    writer.key("payload")
  }

  private static func write(_ key: String, _ names: [String], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.beginArray()
    for name in names { writer.value(name) }
    writer.endArray()
  }
}

/// A query or command on its way to the server.
struct LegacyRequest: Sendable {
  /// As the server spells it.
  let target: String
  let action: String
  let payload: JSONDocument
  let isQuery: Bool
}
