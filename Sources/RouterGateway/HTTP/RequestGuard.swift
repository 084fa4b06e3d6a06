import HTTPTypes
import Hummingbird
import RouterCore
import RouterResources

/// Lets requests in by their token.
struct RequestGuard: Sendable {
  let tokens: TokenCache
  let rates: PrincipalRates
  let time: any TimeSource
  private static let fingerprint = HTTPField.Name("X-Client-Fingerprint")

  /// Waits for keys that may be about to come. Counts the request: whoever sends too many gets 429.
  func principal(of request: Request) async throws(Problem) -> Principal {
    let principal = try await verifiedPrincipal(of: request)
    do throws(RequestRateExceeded) {
      try rates.request(by: principal)
    } catch {
      throw Problem(
        status: .tooManyRequests, title: "Too Many Requests",
        detail: "a principal sends at most \(error.limit) requests in a minute", retryAfter: error.retryAfter,
        limit: .init(LimitReport(kind: .requestRate, limit: error.limit, current: error.limit)))
    }
    return principal
  }

  private func verifiedPrincipal(of request: Request) async throws(Problem) -> Principal {
    if let anyone = tokens.anyone { return anyone }
    do throws(TokenError) {
      return try await verify(request)
    } catch {
      throw problem(for: error)
    }
  }

  func require(_ permission: Permission, of request: Request) async throws(Problem) -> Principal {
    let principal = try await principal(of: request)
    guard principal.may(permission) else {
      throw Problem(status: .forbidden, title: "Forbidden", detail: "this needs the permission \(permission.rawValue)")
    }
    return principal
  }

  private func verify(_ request: Request) async throws(TokenError) -> Principal {
    let query = request.uri.query == nil ? [] : request.uri.queryParameters[values: "token"].map(String.init)
    let token = try RequestToken(query: query, authorization: request.headers[values: .authorization]).text
    let fingerprint = Self.fingerprint.flatMap { request.headers[$0] }
    do throws(TokenError) {
      return try tokens.principal(token: token, fingerprint: fingerprint, at: time.now())
    } catch {
      guard error == .awaitsKeys else { throw error }
    }
    await tokens.awaitKeys()
    return try tokens.principal(token: token, fingerprint: fingerprint, at: time.now(), mayWait: false)
  }

  private func problem(for error: TokenError) -> Problem {
    switch error {
    case .keysUnavailable, .awaitsKeys:
      Problem(
        status: .serviceUnavailable, title: "Service Unavailable", detail: "\(error)",
        retryAfter: tokens.retryAfter(at: time.now()))
    default: Problem(status: .unauthorized, title: "Unauthorized", detail: "\(error)")
    }
  }
}
