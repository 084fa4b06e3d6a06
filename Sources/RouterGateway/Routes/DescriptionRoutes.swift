import ConfigSchema
import Hummingbird
import RouterCore
import RouterResources

/// `/asyncapi.json`, `/openapi.json` and `/schemas/…`: what the API is, open to all (contract §7). Written once, at the start.
struct DescriptionRoutes: Sendable {
  let settings: GatewaySettings

  /// To be called when the table has all other routes.
  func add(to routes: inout RouteTable) {
    addAsyncAPI(to: &routes)
    addSchemas(to: &routes)
    addOpenAPI(to: &routes)
  }

  /// The document that describes the table, itself included.
  func addOpenAPI(to routes: inout RouteTable) {
    let document = OpenAPIDocument(routes: routes.descriptions + [Self.openAPI], version: settings.version)
    let served = ServedDocument(document.json, as: Self.openAPIType)
    routes.add(Self.openAPI) { served.answer(to: $0) }
  }

  private func addAsyncAPI(to routes: inout RouteTable) {
    let served = ServedDocument(AsyncAPIDocument(settings).json, as: Self.asyncAPIType)
    routes.add(Self.asyncAPI) { served.answer(to: $0) }
  }

  private func addSchemas(to routes: inout RouteTable) {
    let types = V1Messages(settings.catalogue).eventTypes
    let index = ServedDocument(Self.index(of: types), as: "application/json")
    routes.add(Self.schemas) { index.answer(to: $0) }
    let served = Dictionary(
      uniqueKeysWithValues: types.map { ($0.name, ServedDocument($0.jsonSchema, as: Self.schemaType)) })
    let catalogue = settings.catalogue
    routes.add(Self.schema) { request, context in
      let name = context.parameters.get("type") ?? ""
      guard let document = served[name] else { throw Self.notFound(name, catalogue) }
      return document.answer(to: request)
    }
  }

  private static func index(of types: [EventType]) -> JSONText {
    .object([
      (
        "schemas",
        .array(
          types.map {
            .object([
              ("type", .string($0.name)), ("group", .string($0.group.name)), ("description", .string($0.summary)),
              ("schema", .string(EventType.schemaPath($0.name))),
            ])
          })
      )
    ])
  }

  private static func notFound(_ name: String, _ catalogue: Catalogue) -> Problem {
    let asked = name.shortened
    let detail: String
    switch catalogue.resolve(name) {
    case .types(let ids):
      let paths = ids.map { EventType.schemaPath(catalogue[$0].name) }
      detail = "'\(asked)' is another name: see \(paths.joined(separator: ", "))"
    case .disabled: detail = "event type '\(asked)' is switched off in this deployment"
    case .unknown:
      let names = V1Messages(catalogue).eventTypes.map(\.name)
      detail =
        "there is no event type '\(asked)'"
        + (Suggestion.nearest(to: name, among: names).map { ": did you mean '\($0)'?" } ?? "; /schemas lists them")
    }
    return Problem(status: .notFound, title: "Not Found", detail: detail)
  }
}

// MARK: - What they are

extension DescriptionRoutes {
  private static let openAPIType = "application/vnd.oai.openapi+json;version=3.1"
  private static let asyncAPIType = "application/vnd.aai.asyncapi+json;version=3.0.0"
  private static let schemaType = "application/schema+json"

  private static func document(_ type: String) -> RouteContent { RouteContent(type, .map(of: .any)) }

  private static let openAPI = RouteDescription(
    .get, "/openapi.json", name: "getOpenAPI", "The HTTP API (OpenAPI 3.1): this document.", tag: .description,
    access: .open, responses: ServedDocument.responses("An OpenAPI document.", document(openAPIType)))

  private static let asyncAPI = RouteDescription(
    .get, "/asyncapi.json", name: "getAsyncAPI", "What is said in sessions and event streams (AsyncAPI 3.0).",
    tag: .description, access: .open,
    responses: ServedDocument.responses("An AsyncAPI document.", document(asyncAPIType)))

  private static let schemas = RouteDescription(
    .get, "/schemas", name: "listSchemas", "The event types that are switched on, and where their schemas are.",
    tag: .description, access: .open,
    responses: ServedDocument.responses("The list.", .json(list)))

  private static let list = PayloadShape.named(
    "schema_list", "Where the schemas are.",
    .exact([
      .required(
        "schemas",
        .array(
          of: .exact([
            .required("type", .identifier, "The event type."),
            .required("group", .identifier, "Its group."),
            .required("description", .string, "What the event says."),
            .required("schema", .identifier, "The path of its schema."),
          ])), "In the order of the documentation.")
    ]))

  private static let schema = RouteDescription(
    .get, "/schemas/{type}.json", name: "getSchema", "What `data` of an event looks like (JSON Schema 2020-12).",
    tag: .description, access: .open, parameters: [.path("type", .identifier, "The name of the event type.")],
    responses: ServedDocument.responses("A JSON Schema.", document(schemaType)) + [
      .problem(.notFound, "There is no event type of this name, or it is switched off.")
    ])
}
