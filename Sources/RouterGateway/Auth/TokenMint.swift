import RouterCore

/// Makes tokens for development with a configured secret.
package struct TokenMint: Sendable {
  private let key: VerificationKey
  private let issuer: String?
  private let audience: String?

  /// Nil when no key of the config can sign.
  package init?(_ config: AuthConfig, secrets: [String: [UInt8]]) async throws {
    for key in config.keys {
      guard let secret = key.hmacSecret(secrets) else { continue }
      self.key = try await VerificationKey(.hmac(secret), for: key.alg, kid: key.kid)
      issuer = key.issuer ?? config.issuer.all.first
      audience = config.audience.all.first
      return
    }
    return nil
  }

  package struct Request: Sendable {
    package var subject: String
    package var role: String?
    package var permissions: [String] = []
    package var agent: String?
    package var lifetime: Duration

    package init(subject: String, role: String?, lifetime: Duration) {
      self.subject = subject
      self.role = role
      self.lifetime = lifetime
    }
  }

  package func token(_ request: Request, at now: Timestamp) throws -> String {
    var header = JSONWriter()
    header.beginObject()
    header.member("alg", key.algorithm.rawValue)
    header.member("typ", "JWT")
    if let kid = key.kid { header.member("kid", kid) }
    header.endObject()
    let text = Base64URL.encode(header.bytes) + [UInt8(ascii: ".")] + Base64URL.encode(claims(request, at: now))
    let signature = try key.sign(text)
    return String(decoding: text + [UInt8(ascii: ".")] + Base64URL.encode(signature), as: UTF8.self)
  }

  private func claims(_ request: Request, at now: Timestamp) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("sub", request.subject)
    if let role = request.role { writer.member("role", role) }
    if !request.permissions.isEmpty {
      writer.key("permissions")
      writer.beginArray()
      request.permissions.forEach { writer.value($0) }
      writer.endArray()
    }
    if let agent = request.agent { writer.member("agent_id", agent) }
    if let issuer { writer.member("iss", issuer) }
    if let audience { writer.member("aud", audience) }
    writer.member("iat", Int(now.microseconds / 1_000_000))
    writer.member("exp", Int((now + request.lifetime).microseconds / 1_000_000))
    writer.endObject()
    return writer.bytes
  }
}
