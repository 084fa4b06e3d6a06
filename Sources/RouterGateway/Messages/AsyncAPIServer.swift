import ConfigSchema

/// How clients get to the server, as far as its config says it. AsyncAPI wants an absolute host and the server does not know
/// by what name it is reached, so the host is a variable.
struct AsyncAPIServer: Sendable {
  let isEncrypted: Bool
  /// Host and port, as a guess.
  let host: String

  /// One for each way in that the listeners offer; without a listener on TCP as if it were behind a proxy with TLS.
  static func servers(_ config: ServerConfig) -> [AsyncAPIServer] {
    let found = config.listen.listeners.compactMap { listener -> AsyncAPIServer? in
      guard case .tcp(_, let port) = listener.address else { return nil }
      return AsyncAPIServer(isEncrypted: listener.tls != nil, host: port == 0 ? "localhost" : "localhost:\(port)")
    }
    let distinct = [false, true].compactMap { isEncrypted in found.first { $0.isEncrypted == isEncrypted } }
    return distinct.isEmpty ? [AsyncAPIServer(isEncrypted: true, host: "localhost")] : distinct
  }

  var name: String { isEncrypted ? "tls" : "plain" }

  var json: JSONText {
    .object([
      ("host", .string("{host}")),
      ("protocol", .string(isEncrypted ? "wss" : "ws")),
      (
        "variables",
        .object([
          (
            "host",
            .object([
              ("default", .string(host)), ("description", .string("Where this document came from.")),
            ])
          )
        ])
      ),
      (
        "security",
        .array(Self.securitySchemes.map { .object([("$ref", .string("#/components/securitySchemes/\($0.0)"))]) })
      ),
    ])
  }

  /// The places where a token may stand; one of them.
  static let securitySchemes: [(String, JSONText)] = [
    (
      "bearer",
      .object([("type", .string("http")), ("scheme", .string("bearer")), ("bearerFormat", .string("JWT"))])
    ),
    (
      "query",
      .object([
        ("type", .string("httpApiKey")), ("in", .string("query")), ("name", .string("token")),
        ("description", .string("The same token, for clients that cannot set headers.")),
      ])
    ),
    (
      "subprotocol",
      .object([
        ("type", .string("httpApiKey")), ("in", .string("header")), ("name", .string("Sec-WebSocket-Protocol")),
        ("description", .string("As the subprotocols `bearer, <token>`, for browsers.")),
      ])
    ),
  ]
}
