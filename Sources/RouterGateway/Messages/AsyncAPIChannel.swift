import ConfigSchema
import RouterCore
import RouterResources

/// A channel of `/asyncapi.json`: a way in, and what is said there. Operations are named from the server's side: it receives what
/// clients send.
struct AsyncAPIChannel: Sendable {
  /// What the server sends for one reason.
  struct Sending: Sendable {
    /// Of the operation.
    let name: String
    let summary: String
    let messages: [MessageDeclaration]
  }

  let name: String
  let address: String
  let title: String
  let description: String
  /// Of the request that becomes a WebSocket; nil for what does not.
  var parameters: [RouteParameter]?
  /// Before the types of messages, where operations get their names from those.
  var prefix = ""
  var client: [MessageDeclaration] = []
  let sent: [Sending]

  var messages: [MessageDeclaration] { client + sent.flatMap(\.messages) }

  func json(_ writer: SchemaWriter) -> JSONText {
    var members: [(String, JSONText)] = [
      ("address", .string(address)), ("title", .string(title)), ("description", .string(description)),
      ("messages", .object(messages.map { ($0.schemaName, Self.pointer("#/components/messages/\($0.schemaName)")) })),
    ]
    if let parameters { members.append(("bindings", .object([("ws", Self.binding(parameters, writer))]))) }
    return .object(members)
  }

  private static func binding(_ parameters: [RouteParameter], _ writer: SchemaWriter) -> JSONText {
    func schema(_ place: RouteParameter.Place) -> JSONText {
      writer.schema(
        .exact(parameters.filter { $0.place == place }.map { .optional($0.name, $0.shape, $0.summary) }))
    }
    return .object([
      ("method", .string("GET")), ("query", schema(.query)), ("headers", schema(.header)),
      ("bindingVersion", .string("0.1.0")),
    ])
  }

  // MARK: Operations

  var operations: [(String, JSONText)] {
    client.map { (prefix + $0.type.lowercased(), receive($0)) } + sent.map { ($0.name, send($0)) }
  }

  private func receive(_ message: MessageDeclaration) -> JSONText {
    var members: [(String, JSONText)] = [
      ("action", .string("receive")), ("channel", here), ("summary", .string(message.summary)),
      ("messages", list([message.schemaName])),
    ]
    if !message.replies.isEmpty {
      members.append(
        ("reply", .object([("channel", here), ("messages", list(message.replies.map(\.schemaName)))])))
    }
    return .object(members)
  }

  private func send(_ sending: Sending) -> JSONText {
    .object([
      ("action", .string("send")), ("channel", here), ("summary", .string(sending.summary)),
      ("messages", list(sending.messages.map(\.schemaName))),
    ])
  }

  private var here: JSONText { Self.pointer("#/channels/\(name)") }

  private func list(_ names: [String]) -> JSONText {
    .array(names.map { Self.pointer("#/channels/\(name)/messages/\($0)") })
  }

  static func pointer(_ text: String) -> JSONText { .object([("$ref", .string(text))]) }
}
