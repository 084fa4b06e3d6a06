import ConfigSchema
import RouterCore

/// `/asyncapi.json` (AsyncAPI 3.0): the v1 dialect over WebSocket and as an event stream, and the legacy one. Schemas are in the default format,
/// a superset of JSON Schema draft-07; they have only keywords that mean the same in 2020-12.
struct AsyncAPIDocument: Sendable {
  let channels: [AsyncAPIChannel]
  let version: String
  let servers: [AsyncAPIServer]

  private static let schemas = "#/components/schemas/"
  private let writer = SchemaWriter(references: schemas)

  init(_ settings: GatewaySettings) {
    channels = AsyncAPIChannel.all(settings.catalogue)
    version = settings.version
    servers = AsyncAPIServer.servers(settings.server)
  }

  var json: JSONText {
    .object([
      ("asyncapi", .string("3.0.0")),
      ("info", info),
      ("defaultContentType", .string("application/json")),
      ("servers", .object(servers.map { ($0.name, $0.json) })),
      ("channels", .object(channels.map { ($0.name, $0.json(writer)) })),
      ("operations", .object(channels.flatMap(\.operations))),
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

  // MARK: Components

  /// Those of all channels, each once.
  private var messages: [MessageDeclaration] {
    var names: Set<String> = []
    return channels.flatMap(\.messages).filter { names.insert($0.schemaName).inserted }
  }

  private var components: JSONText {
    let shapes = messages.map { PayloadShape.named($0.namedShape) }
    return .object([
      ("schemas", .object(SchemaDefinitions(shapes).members(writer))),
      ("messages", .object(messages.map { ($0.schemaName, message($0)) })),
      (
        "correlationIds",
        .object(MessageDeclaration.Correlation.allCases.map { ($0.rawValue, $0.json) })
      ),
      ("securitySchemes", .object(AsyncAPIServer.securitySchemes)),
    ])
  }

  private func message(_ message: MessageDeclaration) -> JSONText {
    var members: [(String, JSONText)] = [
      ("name", .string(message.type)), ("summary", .string(message.summary)),
      ("payload", AsyncAPIChannel.pointer(Self.schemas + message.schemaName)),
    ]
    if let correlation = message.correlation {
      members.append(
        ("correlationId", AsyncAPIChannel.pointer("#/components/correlationIds/\(correlation.rawValue)")))
    }
    let examples = message.examples.compactMap(JSONText.init(json:)).map { JSONText.object([("payload", $0)]) }
    members.append(("examples", .array(examples)))
    return .object(members)
  }
}

extension MessageDeclaration.Correlation {
  fileprivate var json: JSONText {
    switch self {
    case .id:
      .object([
        ("description", .string("The message's id comes back in its answer.")),
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
