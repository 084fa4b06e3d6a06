import HTTPTypes
import Hummingbird
import RouterResources

/// Cross-origin requests (WHATWG Fetch §3.3): pages of allowed origins may ask and read; others are refused whatever they ask, since
/// not every request waits for permission.
struct CORSMiddleware: RouterMiddleware {
  typealias Context = GatewayRequestContext

  private static let allowOrigin = HTTPField.Name("Access-Control-Allow-Origin")
  private static let allowMethods = HTTPField.Name("Access-Control-Allow-Methods")
  private static let allowHeaders = HTTPField.Name("Access-Control-Allow-Headers")
  private static let exposeHeaders = HTTPField.Name("Access-Control-Expose-Headers")
  private static let maxAge = HTTPField.Name("Access-Control-Max-Age")
  private static let requestMethod = HTTPField.Name("Access-Control-Request-Method")
  private static let requestHeaders = HTTPField.Name("Access-Control-Request-Headers")

  /// What a page may read besides the few that it may always.
  static let exposedHeaders = "ETag, Link, Location, Preference-Applied, Retry-After"

  let origins: OriginPolicy

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let origin = request.headers[.origin]
    guard origins.admits(origin, host: request.head.authority) else {
      throw Problem(status: .forbidden, title: "Forbidden", detail: origins.refusal(host: request.head.authority))
    }
    guard let origin else { return varying(try await next(request, context)) }
    if let preflight = preflight(request) { return marked(preflight, for: origin) }
    return marked(try await next(request, context), for: origin)
  }

  /// The question that a browser asks before one that it would not ask without permission.
  private func preflight(_ request: Request) -> Response? {
    guard request.method == .options, let method = Self.value(Self.requestMethod, request) else { return nil }
    var headers = HTTPFields()
    Self.set(Self.allowMethods, method, &headers)
    if let names = Self.value(Self.requestHeaders, request) { Self.set(Self.allowHeaders, names, &headers) }
    Self.set(Self.maxAge, "600", &headers)
    return Response(status: .noContent, headers: headers)
  }

  private func marked(_ response: Response, for origin: String) -> Response {
    var response = response
    Self.set(Self.allowOrigin, origin, &response.headers)
    Self.set(Self.exposeHeaders, Self.exposedHeaders, &response.headers)
    return varying(response)
  }

  /// Caches must not give one page what another may have.
  private func varying(_ response: Response) -> Response {
    var response = response
    response.headers[.vary] = response.headers[.vary].map { "\($0), Origin" } ?? "Origin"
    return response
  }

  private static func value(_ name: HTTPField.Name?, _ request: Request) -> String? {
    name.flatMap { request.headers[$0] }
  }

  private static func set(_ name: HTTPField.Name?, _ value: String, _ headers: inout HTTPFields) {
    if let name { headers[name] = value }
  }
}
