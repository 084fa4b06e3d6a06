import HTTPTypes
import Hummingbird
import RouterCore

/// Lets requests in by their token.
struct RequestGuard: Sendable {
  let tokens: TokenCache
  let rates: PrincipalRates
  let time: any TimeSource
  private static let fingerprint = HTTPField.Name("X-Client-Fingerprint")

  /// Counts the request: whoever sends too many gets 429.
  func principal(of request: Request) throws(Problem) -> Principal {
    let principal = try verifiedPrincipal(of: request)
    do throws(RequestRateExceeded) {
      try rates.request(by: principal)
    } catch {
      throw Problem(
        status: .tooManyRequests, title: "Too Many Requests",
        detail: "a principal sends at most \(error.limit) requests in a minute", retryAfter: error.retryAfter,
        limit: LimitReport(kind: .requestRate, limit: error.limit, current: error.limit))
    }
    return principal
  }

  private func verifiedPrincipal(of request: Request) throws(Problem) -> Principal {
    do {
      let query = request.uri.query == nil ? [] : request.uri.queryParameters[values: "token"].map(String.init)
      let token = try RequestToken(query: query, authorization: request.headers[values: .authorization])
      let fingerprint = Self.fingerprint.flatMap { request.headers[$0] }
      return try tokens.principal(token: token.text, fingerprint: fingerprint, at: time.now())
    } catch {
      throw Problem(status: .unauthorized, title: "Unauthorized", detail: "\(error)")
    }
  }

  func require(_ permission: Permission, of request: Request) throws(Problem) -> Principal {
    let principal = try principal(of: request)
    guard principal.may(permission) else {
      throw Problem(status: .forbidden, title: "Forbidden", detail: "this needs the permission \(permission.rawValue)")
    }
    return principal
  }
}
