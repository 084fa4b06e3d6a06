import ConfigSchema
import RouterCore

/// `/asyncapi.json` (AsyncAPI 3.0): the v1 dialect over WebSocket and as an event stream. Schemas are in the default format,
/// a superset of JSON Schema draft-07; they have only keywords that mean the same in 2020-12.
struct AsyncAPIDocument: Sendable {
  let messages: V1Messages
  let version: String
  let servers: [AsyncAPIServer]

  private static let schemas = "#/components/schemas/"
  private let writer = SchemaWriter(references: schemas)

  init(_ settings: GatewaySettings) {
    messages = V1Messages(settings.catalogue)
    version = settings.version
    servers = AsyncAPIServer.servers(settings.server)
  }

  var json: JSONText {
    .object([
      ("asyncapi", .string("3.0.0")),
      ("info", info),
      ("defaultContentType", .string("application/json")),
      ("servers", .object(servers.map { ($0.name, $0.json) })),
      ("channels", .object([("v1", sessionChannel), ("v1_stream", streamChannel)])),
      ("operations", .object(operations)),
      ("components", components),
    ])
  }

  private var info: JSONText {
    .object([
      ("title", .string("Junctor")),
      ("version", .string(version)),
      (
        "description",
        .string(
          "Every frame is one JSON object. Members may be added to what the server sends; clients ignore what they do not "
            + "know. Operations are named from the server's side: it receives what clients send.")
      ),
      (
        "license",
        .object([
          ("name", .string("Apache License 2.0")), ("url", .string("https://www.apache.org/licenses/LICENSE-2.0")),
        ])
      ),
    ])
  }

  // MARK: Channels

  /// What the server says in sessions, apart from events.
  private var said: [MessageDeclaration] { messages.server.filter { $0.type != ServerMessageType.gap.type } }

  /// What it says in event streams.
  private var streamed: [String] {
    (messages.events + ServerMessageType.ofStreams.map { messages.declaration(of: $0) }).map(\.schemaName)
  }

  private var sessionChannel: JSONText {
    let all = messages.client + said + messages.events
    return .object([
      ("address", .string(SessionEndpoint.v1Path)),
      ("title", .string("v1 sessions")),
      ("description", .string("A WebSocket session: requests and answers, and the events that were subscribed to.")),
      ("messages", .object(all.map { ($0.schemaName, Self.reference("messages", $0.schemaName)) })),
      (
        "bindings",
        .object([
          (
            "ws",
            .object([
              ("method", .string("GET")), ("query", Self.parameters(.query, writer)),
              ("headers", Self.parameters(.header, writer)), ("bindingVersion", .string("0.1.0")),
            ])
          )
        ])
      ),
    ])
  }

  private static func parameters(_ place: RouteParameter.Place, _ writer: SchemaWriter) -> JSONText {
    let fields = RouteDescription.sessionParameters.filter { $0.place == place }.map {
      PayloadField.optional($0.name, $0.shape, $0.summary)
    }
    return writer.schema(.exact(fields))
  }

  private var streamChannel: JSONText {
    let all = streamed
    return .object([
      ("address", .string(EventStreamRequest.path)),
      ("title", .string("Event stream")),
      (
        "description",
        .string(
          "Server-Sent Events: `event` is the type, `id` the event's id, `data` the frame. "
            + "Subscribe by the query parameters events, agents and filter.<key>.")
      ),
      ("messages", .object(all.map { ($0, Self.reference("messages", $0)) })),
    ])
  }

  // MARK: Operations

  private var operations: [(String, JSONText)] {
    messages.client.map { ($0.type, request($0)) } + [
      ("tell", send("What the server says.", said.map(\.schemaName), on: "v1")),
      ("deliver", send("Events that were subscribed to.", messages.events.map(\.schemaName), on: "v1")),
      (
        "stream",
        send("Events that were asked for, and what is said about the connection.", streamed, on: "v1_stream")
      ),
    ]
  }

  private func request(_ message: MessageDeclaration) -> JSONText {
    var members: [(String, JSONText)] = [
      ("action", .string("receive")), ("channel", Self.channel("v1")), ("summary", .string(message.summary)),
      ("messages", Self.list([message.schemaName], on: "v1")),
    ]
    if !message.replies.isEmpty {
      let replies = message.replies.map { messages.declaration(of: $0).schemaName }
      members.append(
        ("reply", .object([("channel", Self.channel("v1")), ("messages", Self.list(replies, on: "v1"))])))
    }
    return .object(members)
  }

  private func send(_ summary: String, _ names: [String], on channel: String) -> JSONText {
    .object([
      ("action", .string("send")), ("channel", Self.channel(channel)), ("summary", .string(summary)),
      ("messages", Self.list(names, on: channel)),
    ])
  }

  private static func channel(_ name: String) -> JSONText { pointer("#/channels/\(name)") }

  private static func list(_ names: [String], on channel: String) -> JSONText {
    .array(names.map { pointer("#/channels/\(channel)/messages/\($0)") })
  }

  private static func reference(_ kind: String, _ name: String) -> JSONText { pointer("#/components/\(kind)/\(name)") }

  private static func pointer(_ text: String) -> JSONText { .object([("$ref", .string(text))]) }

  // MARK: Components

  private var components: JSONText {
    let all = messages.client + messages.server + messages.events
    let shapes = all.map { PayloadShape.named($0.namedShape) }
    return .object([
      ("schemas", .object(SchemaDefinitions(shapes).members(writer))),
      ("messages", .object(all.map { ($0.schemaName, message($0)) })),
      ("correlationIds", .object(Correlation.allCases.map { ($0.rawValue, $0.json) })),
      ("securitySchemes", .object(AsyncAPIServer.securitySchemes)),
    ])
  }

  private func message(_ message: MessageDeclaration) -> JSONText {
    var members: [(String, JSONText)] = [
      ("name", .string(message.type)), ("summary", .string(message.summary)),
      ("payload", Self.reference("schemas", message.schemaName)),
    ]
    if let correlation = Correlation(message) {
      members.append(("correlationId", Self.reference("correlationIds", correlation.rawValue)))
    }
    let examples = message.examples.compactMap(JSONText.init(json:)).map { JSONText.object([("payload", $0)]) }
    members.append(("examples", .array(examples)))
    return .object(members)
  }

  /// By what an answer is known to belong to a request.
  private enum Correlation: String, CaseIterable {
    case id
    case requestID = "request_id"

    init?(_ message: MessageDeclaration) {
      if message.data?.contains(where: { $0.name == Self.requestID.rawValue }) == true {
        self = .requestID
      } else if ["ping", "pong"].contains(message.type) {
        self = .id
      } else {
        return nil
      }
    }

    var json: JSONText {
      switch self {
      case .id:
        .object([
          ("description", .string("The ping's id comes back in the pong.")),
          ("location", .string("$message.payload#/id")),
        ])
      case .requestID:
        .object([
          ("description", .string("The request's id comes back in its answers.")),
          ("location", .string("$message.payload#/data/request_id")),
        ])
      }
    }
  }
}
