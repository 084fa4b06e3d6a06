import HTTPTypes
import RouterCore

/// A kind of resource with the usual routes: list, create, get, update by merge patch, delete. What is the same for all kinds is
/// said here, once.
package struct ResourceCollection: Sendable {
  /// Such as `agent`; with an article in sentences.
  package let name: String
  package let plural: String
  /// In operation ids, such as `Agent` and `Agents`.
  package let (title, pluralTitle): (String, String)
  /// Such as `/api/v1/agents`.
  package let path: String
  /// The path's parameter, such as `agent_id`.
  package let parameter: String
  package let tag: RouteTag
  /// What one looks like.
  package let shape: NamedShape
  package let permissions: Permissions

  package struct Permissions: Sendable {
    package let read, create, change, delete: Permission

    package init(read: Permission = .viewAgents, create: Permission, change: Permission, delete: Permission) {
      (self.read, self.create, self.change, self.delete) = (read, create, change, delete)
    }

    /// Of everything but agents (contract §7).
    package static let standard = Permissions(create: .modifyAgent, change: .modifyAgent, delete: .deleteAgent)
  }

  /// - Parameters:
  ///   - name: in lower case with spaces, such as `agent` or `assessment client`.
  ///   - plural: the name with an `s` if left out.
  package init(
    _ name: String, plural: String? = nil, path: String, parameter: String, tag: RouteTag, shape: NamedShape,
    permissions: Permissions = .standard
  ) {
    self.name = name
    self.plural = plural ?? "\(name)s"
    title = Self.title(name)
    pluralTitle = Self.title(self.plural)
    (self.path, self.parameter, self.tag, self.shape, self.permissions) = (path, parameter, tag, shape, permissions)
  }

  private static func title(_ name: String) -> String {
    name.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Where one is.
  package func location(of id: String) -> String { "\(path)/\(PercentEncoding.encode(id))" }

  private var itemPath: String { "\(path)/{\(parameter)}" }
  private var idParameter: RouteParameter { .path(parameter, .identifier, "The id of the \(name).") }

  // MARK: Routes

  /// - Parameter filters: parameters of the query that narrow the list.
  package func list(filters: [RouteParameter] = [], detail: String = "") -> RouteDescription {
    RouteDescription(
      .get, path, name: "list\(pluralTitle)", "The \(plural), in the order of their creation.", detail: detail,
      tag: tag,
      access: .permission(permissions.read),
      parameters: filters + [
        .query(
          "limit", .integer(NumberBounds(minimum: 1, maximum: Double(PageRequest.maxLimit))),
          "Items in the answer, at most; left out: \(PageRequest.standardLimit)."),
        .query("cursor", .identifier, "`next_cursor` of the page before."),
      ],
      responses: [
        .json(
          .ok, "A page.",
          .exact([
            .required("items", .array(of: .named(shape)), "What the page has."),
            .optional("next_cursor", .identifier, "Where the next page begins, if there is more."),
          ]),
          headers: [.init("Link", .string, "The next page (rel=next), if there is more.")]),
        .problem(.badRequest, "A parameter of the query is wrong or unknown; `errors` names it."),
        .storeUnavailable,
      ])
  }

  package func create(
    _ body: PayloadShape, examples: [(name: String, json: String)] = [], detail: String = "",
    conflict: String? = nil, upsert: Bool = false
  ) -> RouteDescription {
    RouteDescription(
      .post, path, name: "create\(title)", "Creates one.", detail: detail, tag: tag,
      access: .permission(permissions.create), parameters: [.idempotencyKey],
      body: [.json(body, examples: examples)],
      responses: (upsert
        ? [.json(.ok, "It was there already, and is now like this.", .named(shape), headers: [.entityTag])] : [])
        + [
          .json(.created, "It is there.", .named(shape), headers: [.entityTag, .location]),
          .problem(.conflict, conflict ?? "There is one with this id already."),
        ] + .bodyProblems + [.storeUnavailable])
  }

  package func get() -> RouteDescription {
    RouteDescription(
      .get, itemPath, name: "get\(title)", "One of the \(plural).", tag: tag, access: .permission(permissions.read),
      parameters: [idParameter],
      responses: [
        .json(.ok, "How it is.", .named(shape), headers: [.entityTag]),
        RouteResponse(.notModified, "It is the version that the client has.", headers: [.entityTag]),
        notFound, .badQuery, .storeUnavailable,
      ])
  }

  /// A JSON merge patch (RFC 7396).
  package func update(
    _ body: PayloadShape, examples: [(name: String, json: String)] = [], detail: String = "", conflict: String? = nil
  ) -> RouteDescription {
    RouteDescription(
      .patch, itemPath, name: "update\(title)", "Changes one, by a merge patch (RFC 7396).", detail: detail, tag: tag,
      access: .permission(permissions.change), parameters: [idParameter, .ifMatch],
      body: [
        RouteContent("application/merge-patch+json", body, examples: examples), .json(body, examples: examples),
      ],
      responses: [
        .json(.ok, "How it is now.", .named(shape), headers: [.entityTag]), notFound, .changed,
      ] + (conflict.map { [.problem(.conflict, $0)] } ?? []) + .bodyProblems + [.storeUnavailable])
  }

  package func delete(parameters: [RouteParameter] = [], conflict: String? = nil) -> RouteDescription {
    RouteDescription(
      .delete, itemPath, name: "delete\(title)", "Deletes one.", tag: tag, access: .permission(permissions.delete),
      parameters: [idParameter, .ifMatch] + parameters,
      responses: [
        RouteResponse(.noContent, "It is gone."), notFound, .changed, .badQuery, .storeUnavailable,
      ] + (conflict.map { [.problem(.conflict, $0)] } ?? []))
  }

  // MARK: Problems

  private var notFound: RouteResponse { .problem(.notFound, "There is no such \(name).") }

  package func notFound(_ id: String) -> Problem {
    Problem(status: .notFound, detail: "there is no \(name) '\(id)'")
  }
}

extension RouteParameter {
  package static let ifMatch = RouteParameter.header(
    "If-Match", .string, "The ETag of the version that is meant: another one is left as it is.")
  package static let idempotencyKey = RouteParameter.header(
    "Idempotency-Key", .string,
    "Of 1 to 255 characters: the same request with the same key, within a day, gets the same answer and changes nothing."
  )
}

extension RouteResponse.Header {
  package static let entityTag = RouteResponse.Header("ETag", .string, "The version, for If-Match.")
  package static let location = RouteResponse.Header("Location", .string, "Where it is.")
}

extension RouteResponse {
  package static let changed = RouteResponse.problem(
    .preconditionFailed, "It is another version than If-Match says.", headers: [.entityTag])
  package static let badQuery = RouteResponse.problem(
    .badRequest, "A parameter or a header is wrong or unknown; `errors` names it.")
  package static let storeUnavailable = RouteResponse.problem(
    .serviceUnavailable,
    "The store cannot be read or written now, the server is stopping, or there are no keys to verify tokens with.",
    headers: [.retryAfter])
}

extension [RouteResponse] {
  /// What can be wrong with a body.
  package static let bodyProblems: [RouteResponse] = [
    .problem(.badRequest, "The body is no JSON, or a parameter or a header is wrong or unknown."),
    .problem(.requestTimeout, "The body has not come in time."),
    .problem(.contentTooLarge, "The body is too big."),
    .problem(
      .unsupportedMediaType, "The body is of another media type, or encoded.",
      headers: [
        .init("Accept", .string, "The media types that are read."),
        .init("Accept-Encoding", .string, "The encodings that are read."),
      ]),
    .problem(
      .unprocessableContent, "A member is wrong; `errors` names it. Or the Idempotency-Key was another request's."),
  ]
}
