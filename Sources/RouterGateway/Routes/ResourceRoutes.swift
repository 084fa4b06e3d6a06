import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import RouterCore
import RouterResources

/// The routes that sources bring. What comes in is held against a route's description before its source sees it.
struct ResourceRoutes: Sendable {
  private static let maxBody = 1 << 20

  let guardian: RequestGuard
  let state: GatewayState
  let logger: Logger

  /// Of two sources with the same route the first counts, as with requests.
  func add(_ providers: [any ResourceProvider], to routes: inout RouteTable) {
    var taken = Set(routes.descriptions.map { "\($0.method) \($0.path)" })
    for route in providers.flatMap(\.resources) {
      let description = route.description
      guard taken.insert("\(description.method) \(description.path)").inserted else { continue }
      routes.add(description) { request, context in try await answer(request, context, route) }
    }
  }

  private func answer(
    _ request: Request, _ context: GatewayRequestContext, _ route: ResourceRoute
  ) async throws -> Response {
    let description = route.description
    // What is changed while the router stops would be told at its next start only.
    guard state.current == .ready || description.method == .get else {
      throw Problem(
        status: .serviceUnavailable, detail: "the server is starting or stopping", retryAfter: .seconds(1))
    }
    let caller = try await caller(of: request, description.access)
    let reader = ResourceRequestReader(description)
    let path = try reader.path(context.parameters.map { (String($0.key), $0.value) })
    let query = try reader.query(request.uri.query)
    let ifMatch = try reader.condition(request.headers, .ifMatch)
    let ifNoneMatch = try reader.condition(request.headers, .ifNoneMatch)
    let key = try reader.idempotencyKey(request.headers)
    var body: JSONDocument?
    if !description.body.isEmpty {
      try reader.checkType(request.headers)
      body = try reader.body(try await request.wholeBody(upTo: Self.maxBody, context))
    }
    let answer = try await answer(
      ResourceRequest(
        route: description.name, path: path, query: query, body: body, caller: caller, ifMatch: ifMatch,
        idempotencyKey: key), route)
    return response(to: request, answer, ifNoneMatch)
  }

  /// An error of the source that says nothing to clients is the source's fault.
  private func answer(_ request: ResourceRequest, _ route: ResourceRoute) async throws -> ResourceAnswer {
    do {
      return try await route.answer(request)
    } catch let error as any ProblemConvertible {
      throw error.problem
    }
  }

  private func caller(of request: Request, _ access: RouteAccess) async throws(Problem) -> ResourceRequest.Caller {
    let principal: Principal
    switch access {
    case .permission(let permission): principal = try await guardian.require(permission, of: request)
    case .token, .session, .open: principal = try await guardian.principal(of: request)
    }
    return ResourceRequest.Caller(
      subject: principal.subject, permissions: Set(Permission.allCases.filter(principal.may)), agent: principal.agent)
  }

  private func response(
    to request: Request, _ answer: ResourceAnswer, _ ifNoneMatch: EntityTagCondition?
  ) -> Response {
    var headers: HTTPFields = [:]
    if let tag = answer.tag { headers[.eTag] = "\(tag)" }
    if [.get, .head].contains(request.method), let tag = answer.tag, ifNoneMatch?.holdsWeakly(for: tag) == true {
      return Response(status: .notModified, headers: headers)
    }
    if let location = answer.location { headers[.location] = location }
    if let next = answer.next, let link = HTTPField.Name("Link") {
      headers[link] = "<\(Self.page(request.uri, next))>; rel=\"next\""
    }
    guard let body = answer.body else { return Response(status: answer.status, headers: headers) }
    headers[.contentType] = "application/json"
    // What is shown depends on who asks.
    headers[.cacheControl] = "private, no-cache"
    return Response(
      status: answer.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  /// The same list from another place on; without the token that may stand in the query.
  private static func page(_ uri: URI, _ next: PageCursor) -> String {
    let kept = (uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") && !$0.hasPrefix("token=") }
    return "\(uri.path)?\((kept.map(String.init) + ["cursor=\(next)"]).joined(separator: "&"))"
  }
}
