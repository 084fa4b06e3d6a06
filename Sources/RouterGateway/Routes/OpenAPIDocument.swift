import ConfigSchema
import HTTPTypes
import RouterCore
import RouterResources

/// `/openapi.json` (OpenAPI 3.1) of a table of routes.
struct OpenAPIDocument: Sendable {
  let routes: [RouteDescription]
  let version: String

  private static let references = "#/components/schemas/"
  private let writer = SchemaWriter(references: references)

  var json: JSONText {
    .object([
      ("openapi", .string("3.1.0")),
      ("info", info),
      // The server that the document came from, whatever it is called.
      ("servers", .array([.object([("url", .string("/"))])])),
      ("tags", .array(tags.map { .object([("name", .string($0.name)), ("description", .string($0.summary))]) })),
      ("paths", .object(paths)),
      ("components", .object([("schemas", .object(schemas)), ("securitySchemes", Self.securitySchemes)])),
    ])
  }

  private var info: JSONText {
    .object([
      ("title", .string("Junctor")),
      ("version", .string(version)),
      (
        "description",
        .string(
          "Where GET is answered HEAD is too. Other methods than those listed for a path get 405 with `Allow`. "
            + "Every error is a problem document (RFC 9457).")
      ),
      (
        "license",
        .object([("name", .string("Apache License 2.0")), ("identifier", .string("Apache-2.0"))])
      ),
    ])
  }

  private var tags: [RouteTag] {
    routes.map(\.tag).reduce(into: []) { tags, tag in
      if !tags.contains(tag) { tags.append(tag) }
    }
  }

  private var schemas: [(String, JSONText)] {
    SchemaDefinitions(routes.flatMap(\.shapes)).members(writer)
  }

  // MARK: Paths

  /// In the order of the table; the routes of a path together.
  private var paths: [(String, JSONText)] {
    let byPath = Dictionary(grouping: routes, by: \.path)
    var seen: Set<String> = []
    return routes.map(\.path).filter { seen.insert($0).inserted }.map { path in
      let operations = (byPath[path] ?? []).map { ($0.method.rawValue.lowercased(), operation($0)) }
      return (path, .object(operations))
    }
  }

  private func operation(_ route: RouteDescription) -> JSONText {
    var members: [(String, JSONText)] = [
      ("operationId", .string(route.name)), ("summary", .string(route.summary)),
    ]
    if !route.detail.isEmpty { members.append(("description", .string(route.detail))) }
    members.append(("tags", .array([.string(route.tag.name)])))
    members.append(("security", Self.security(route.access)))
    if !route.parameters.isEmpty { members.append(("parameters", .array(route.parameters.map(parameter)))) }
    if !route.body.isEmpty {
      members.append(("requestBody", .object([("required", .boolean(true)), ("content", content(route.body))])))
    }
    members.append(("responses", .object(route.allResponses.map { ("\($0.status.code)", response($0)) })))
    return .object(members)
  }

  private func parameter(_ parameter: RouteParameter) -> JSONText {
    .object([
      ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)),
      ("description", .string(parameter.summary)), ("required", .boolean(parameter.isRequired)),
      ("schema", writer.schema(parameter.shape)),
    ])
  }

  private func content(_ content: [RouteContent]) -> JSONText {
    .object(content.map { ($0.mediaType, .object(mediaType($0))) })
  }

  private func mediaType(_ content: RouteContent) -> [(String, JSONText)] {
    let examples = content.examples.compactMap { name, json in
      JSONText(json: json).map { (name, JSONText.object([("value", $0)])) }
    }
    return (content.shape.map { [("schema", writer.schema($0))] } ?? [])
      + (examples.isEmpty ? [] : [("examples", .object(examples))])
  }

  private func response(_ response: RouteResponse) -> JSONText {
    var members: [(String, JSONText)] = [("description", .string(response.summary))]
    if !response.headers.isEmpty {
      members.append(("headers", .object(response.headers.map { ($0.name, header($0)) })))
    }
    if !response.content.isEmpty { members.append(("content", content(response.content))) }
    return .object(members)
  }

  private func header(_ header: RouteResponse.Header) -> JSONText {
    .object([("description", .string(header.summary)), ("schema", writer.schema(header.shape))])
  }

  // MARK: Security

  /// One of the places where a token may stand. For schemes other than OAuth the list names what else is needed.
  private static func security(_ access: RouteAccess) -> JSONText {
    let permissions: [JSONText]
    switch access {
    case .open: return .array([])
    case .token, .session: permissions = []
    case .permission(let permission): permissions = [.string(permission.rawValue)]
    }
    return .array(["bearer", "token"].map { .object([($0, .array(permissions))]) })
  }

  private static let securitySchemes = JSONText.object([
    (
      "bearer",
      .object([("type", .string("http")), ("scheme", .string("bearer")), ("bearerFormat", .string("JWT"))])
    ),
    (
      "token",
      .object([
        ("type", .string("apiKey")), ("in", .string("query")), ("name", .string("token")),
        ("description", .string("The same token, for clients that cannot set headers.")),
      ])
    ),
  ])
}
