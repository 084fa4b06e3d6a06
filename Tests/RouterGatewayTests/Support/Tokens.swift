import ConfigSchema
import RouterCore
@testable import RouterGateway
import TestSupport

extension AuthConfig {
  static let secret = "a secret of at least thirty-two bytes"

  /// One HS256 key.
  static var test: AuthConfig {
    var key = KeyConfig()
    key.secret = Secret(secret)
    var config = AuthConfig()
    config.keys = [key]
    return config
  }
}

extension TokenMint.Request {
  static func role(_ role: String?, lifetime: Duration = .seconds(3600)) -> TokenMint.Request {
    TokenMint.Request(subject: "user_456", role: role, lifetime: lifetime)
  }

  static func agent(_ id: String) -> TokenMint.Request {
    var request = role(nil)
    request.agent = id
    return request
  }
}

extension String {
  /// A token that `AuthConfig.test` accepts at the time where tests start.
  static func token(_ request: TokenMint.Request = .role("admin")) async throws -> String {
    guard let mint = try await TokenMint(.test, secrets: [:]) else { throw NoKey() }
    return try mint.token(request, at: VirtualTime.start)
  }

  private struct NoKey: Error {}
}
