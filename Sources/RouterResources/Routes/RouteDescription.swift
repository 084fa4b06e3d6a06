import HTTPTypes
import RouterCore

/// What a route is and does: `/openapi.json` and the documentation come from here. No handler can be registered without one.
///
/// ```swift
/// RouteDescription(
///   .get, "/api/v1/agents/{agent_id}", name: "getAgent", "An agent.", tag: .agents, access: .permission(.viewAgents),
///   parameters: [.path("agent_id", .identifier, "The agent.")],
///   responses: [.json(.ok, "The agent.", .named(agent)), .problem(.notFound, "There is no such agent.")])
/// ```
package struct RouteDescription: Sendable {
  package let method: HTTPRequest.Method
  /// With `{name}` for each parameter, as in OpenAPI and in Hummingbird.
  package let path: String
  /// Unique: the `operationId`, for code generators.
  package let name: String
  /// One sentence.
  package let summary: String
  /// More, if there is more to say; CommonMark.
  package let detail: String
  package let tag: RouteTag
  package let access: RouteAccess
  package let parameters: [RouteParameter]
  /// The forms that a request's body may have; empty for requests without one.
  package let body: [RouteContent]
  /// Those that are special to the route; 401, 403, 429 and 503 follow from `access`.
  package let responses: [RouteResponse]

  package init(
    _ method: HTTPRequest.Method, _ path: String, name: String, _ summary: String, detail: String = "", tag: RouteTag,
    access: RouteAccess, parameters: [RouteParameter] = [], body: [RouteContent] = [], responses: [RouteResponse]
  ) {
    (self.method, self.path, self.name) = (method, path, name)
    (self.summary, self.detail, self.tag) = (summary, detail, tag)
    (self.access, self.parameters, self.body, self.responses) = (access, parameters, body, responses)
  }

  /// With the answers that follow from `access`, by status.
  package var allResponses: [RouteResponse] {
    let answered = Set(responses.map(\.status.code))
    return (responses + access.refusals.filter { !answered.contains($0.status.code) }).sorted {
      $0.status.code < $1.status.code
    }
  }

  /// All shapes of its parameters, bodies and answers.
  package var shapes: [PayloadShape] {
    parameters.map(\.shape) + body.compactMap(\.shape) + allResponses.flatMap { $0.content.compactMap(\.shape) }
  }
}

/// A chapter of the HTTP API.
package struct RouteTag: Sendable, Hashable {
  package let name: String
  package let summary: String

  package init(_ name: String, _ summary: String) { (self.name, self.summary) = (name, summary) }

  package static let events = RouteTag("events", "Publishing events, and getting them.")
  package static let operation = RouteTag("operation", "Whether the router works, and how.")
  package static let description = RouteTag("description", "What the API is, for programs.")
}

/// Who may use a route.
package enum RouteAccess: Sendable, Equatable {
  /// Without a token.
  case open
  /// With a token; but that one is refused is said in the session that the request begins (contract §2).
  case session
  /// With any token.
  case token
  /// With a token that has this permission.
  case permission(Permission)

  fileprivate var refusals: [RouteResponse] {
    let unauthorized = RouteResponse.problem(.unauthorized, "The token is missing, invalid or has expired.")
    let tooMany = RouteResponse.problem(
      .tooManyRequests, "Too many requests of the token's subject.", headers: [.retryAfter])
    let noKeys = RouteResponse.problem(
      .serviceUnavailable, "The keys that tokens are verified with cannot be had now.", headers: [.retryAfter])
    let origin = "The page that asks is of an origin that is not allowed"
    return switch self {
    case .open, .session: [.problem(.forbidden, "\(origin).")]
    case .token: [unauthorized, .problem(.forbidden, "\(origin)."), tooMany, noKeys]
    case .permission(let permission):
      [
        unauthorized, .problem(.forbidden, "\(origin), or the token has not the permission \(permission.rawValue)."),
        tooMany, noKeys,
      ]
    }
  }
}
