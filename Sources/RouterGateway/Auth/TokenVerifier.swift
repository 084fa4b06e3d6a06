import ConfigSchema
import RouterCore

/// Verifies JWTs (RFC 7519) against the configured keys. Synchronous: it runs on event loops, without a hop.
package struct TokenVerifier: Sendable {
  /// Longer tokens are refused unread.
  private static let maxBytes = 8192

  private let keys: [VerificationKey]
  private let issuer: String?
  private let audience: String?
  private let leeway: Duration
  private let roles: RoleTable

  /// - Parameter secrets: the text of each `secret_file`.
  package init(_ config: AuthConfig, secrets: [String: [UInt8]]) async throws {
    var keys: [VerificationKey] = []
    for key in config.keys {
      if let pem = key.publicKey {
        keys.append(try await VerificationKey(kid: key.kid, key.alg, pem: pem))
      } else if let secret = key.hmacSecret(secrets) {
        keys.append(try await VerificationKey(kid: key.kid, hmacSecret: secret))
      }
    }
    self.keys = keys
    issuer = config.issuer
    audience = config.audience
    leeway = config.leeway
    roles = RoleTable(config.roles)
  }

  /// - Parameter fingerprint: what the client sent as its own; compared when the token carries one.
  package func principal(
    token: String, fingerprint: String? = nil, at now: Timestamp
  ) throws(TokenError) -> Principal {
    try verify(token).principal(fingerprint: fingerprint, at: now)
  }

  /// Everything about a token that stays true: form, signature, issuer, audience and the kinds of its claims.
  func verify(_ token: String) throws(TokenError) -> VerifiedToken {
    let bytes = Array(token.utf8)
    guard bytes.count <= Self.maxBytes else { throw .malformed("longer than \(Self.maxBytes) bytes") }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .malformed("it has not three parts") }
    let header = try Self.json(parts[0], "header")
    guard let alg = header.root["alg"]?.string else { throw .malformed("the header names no algorithm") }
    // RFC 7515 §4.1.11: extensions that must be understood are not.
    guard header.root["crit"] == nil else { throw .malformed("the header demands extensions") }
    if let kid = header.root["kid"], kid.kind != .string { throw .malformed("the header's 'kid' is not a string") }
    let candidates = keys.filter { $0.fits(kid: header.root["kid"]?.string, alg: alg) }
    guard !candidates.isEmpty else { throw .unknownKey }
    guard let signature = Base64URL.decode(parts[2]) else { throw .malformed("the signature is not base64url") }
    let signed = bytes[parts[0].startIndex..<parts[1].endIndex]
    guard candidates.contains(where: { $0.verify(signature, signs: signed) }) else { throw .badSignature }
    return try verify(claims: try Self.json(parts[1], "payload").root)
  }

  private static func json(_ part: ArraySlice<UInt8>, _ name: String) throws(TokenError) -> JSONDocument {
    guard let bytes = Base64URL.decode(part) else { throw .malformed("the \(name) is not base64url") }
    guard let document = try? JSONDocument(parsing: bytes), document.root.kind == .object else {
      throw .malformed("the \(name) is not a JSON object")
    }
    return document
  }
}

// MARK: - Claims

extension TokenVerifier {
  private func verify(claims: JSONNode) throws(TokenError) -> VerifiedToken {
    guard let expiry = try Self.date(claims, "exp") else { throw .badClaim("exp") }
    var starts = Timestamp.distantPast
    for name in ["nbf", "iat"] {
      if let moment = try Self.date(claims, name) { starts = max(starts, moment - leeway) }
    }
    if let issuer, claims["iss"]?.string != issuer { throw .wrongIssuer }
    if let audience, !Self.strings(claims["aud"]).contains(audience) { throw .wrongAudience }
    let fingerprint = try Self.text(claims, "fingerprint")
    var subject = try Self.text(claims, "sub")
    if subject == nil { subject = try Self.text(claims, "user_id") }
    guard let subject, !subject.isEmpty else { throw .badClaim("sub") }
    let agent = try Self.text(claims, "agent_id")
    if agent?.isEmpty == true { throw .badClaim("agent_id") }
    let principal = Principal(
      subject: subject, permissions: try permissions(claims, isAgent: agent != nil), agent: agent,
      expires: expiry + leeway)
    return VerifiedToken(principal: principal, starts: starts, fingerprint: fingerprint)
  }

  /// The role's and the claim's together; an agent's own token may publish (contract §6, §7).
  private func permissions(_ claims: JSONNode, isAgent: Bool) throws(TokenError) -> PermissionSet {
    var result: PermissionSet = isAgent ? [.publishEvents] : []
    if let role = try Self.text(claims, "role") { result.formUnion(roles.permissions(of: role)) }
    if let list = claims["permissions"], !list.isNull {
      guard list.kind == .array else { throw .badClaim("permissions") }
      result.formUnion(PermissionSet(Self.strings(list).compactMap(Permission.init(claim:))))
    }
    return result
  }

  /// NumericDate: seconds, fractions allowed.
  private static func date(_ claims: JSONNode, _ name: String) throws(TokenError) -> Timestamp? {
    guard let claim = claims[name], !claim.isNull else { return nil }
    guard let seconds = claim.double, abs(seconds) < 9e12 else { throw .badClaim(name) }
    return Timestamp(microseconds: Int64(seconds * 1_000_000))
  }

  private static func text(_ claims: JSONNode, _ name: String) throws(TokenError) -> String? {
    guard let claim = claims[name], !claim.isNull else { return nil }
    guard let text = claim.string else { throw .badClaim(name) }
    return text
  }

  /// A string or a list of strings.
  private static func strings(_ node: JSONNode?) -> [String] {
    guard let node else { return [] }
    return node.string.map { [$0] } ?? node.elements.compactMap(\.string)
  }
}

extension KeyConfig {
  func hmacSecret(_ secrets: [String: [UInt8]]) -> [UInt8]? {
    secret.map { Array($0.reveal().utf8) } ?? secretFile.flatMap { secrets[$0] }
  }
}
