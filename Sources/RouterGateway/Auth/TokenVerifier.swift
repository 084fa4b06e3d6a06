import RouterCore

/// Verifies JWTs (RFC 7519, RFC 8725) against the configured keys. Synchronous: it runs on event loops, without a hop.
package struct TokenVerifier: Sendable {
  /// Longer tokens are refused unread.
  private static let maxBytes = 8192

  /// Whom everybody is taken for; nil where tokens are asked for.
  let anyone: Principal?
  /// Where further keys come from.
  let keySets: [KeySetConfig]
  private let keys: [VerificationKey]
  private let rules: ClaimRules

  /// Reads files of public keys.
  /// - Parameter secrets: the text of each `secret_file`.
  package init(_ config: AuthConfig, secrets: [String: [UInt8]]) async throws {
    var keys: [VerificationKey] = []
    for key in config.keys {
      guard let material = try key.hmacSecret(secrets).map(KeyMaterial.hmac) ?? key.publicMaterial() else { continue }
      keys.append(try await VerificationKey(material, for: key.alg, kid: key.kid, issuer: key.issuer))
    }
    self.keys = keys
    keySets = config.jwks
    rules = ClaimRules(config)
    anyone = config.mode == .open ? rules.anyone(role: config.role ?? AuthConfig.openRole) : nil
  }

  /// - Parameter fingerprint: what the client sent as its own; compared when the token carries one.
  package func principal(
    token: String, fingerprint: String? = nil, at now: Timestamp
  ) throws(TokenError) -> Principal {
    if let anyone { return anyone }
    return try verify(token).principal(fingerprint: fingerprint, at: now)
  }

  /// Everything about a token that stays true: form, signature, issuer, audience and the kinds of its claims.
  /// - Parameters:
  ///   - sets: the key sets as they are.
  ///   - mayWait: whether to throw `awaitsKeys`.
  func verify(_ token: String, sets: [KeySetView] = [], mayWait: Bool = false) throws(TokenError) -> VerifiedToken {
    let parts = try TokenParts(token, maxBytes: Self.maxBytes)
    for key in keys where parts.isSigned(with: key) {
      return try rules.verify(try parts.claims(), issuer: key.issuer, origin: nil)
    }
    for set in sets {
      for key in set.keys where parts.isSigned(with: key) {
        let origin = set.version.map { VerifiedToken.KeySetVersion(set: set.index, version: $0) }
        return try rules.verify(try parts.claims(), issuer: key.issuer, origin: origin)
      }
    }
    throw try refusal(of: parts, sets, mayWait: mayWait)
  }

  /// Why no key in force fits: because the key is unknown, the signature wrong, or the right set not there.
  private func refusal(
    of parts: TokenParts, _ sets: [KeySetView], mayWait: Bool
  ) throws(TokenError) -> TokenError {
    let all = keys + sets.flatMap(\.keys)
    let helpers = try helpers(for: parts, among: sets, knowing: all)
    if mayWait, helpers.contains(where: \.mayRefresh) { return .awaitsKeys }
    if helpers.contains(where: { $0.version == nil }) { return .keysUnavailable }
    return all.contains(where: parts.mayBeSigned) ? .badSignature : .unknownKey
  }

  /// The sets that might have the token's key if they were fetched.
  private func helpers(
    for parts: TokenParts, among sets: [KeySetView], knowing keys: [VerificationKey]
  ) throws(TokenError) -> [KeySetView] {
    guard !sets.isEmpty, let algorithm = TokenAlgorithm(rawValue: parts.alg), !algorithm.isSymmetric else { return [] }
    let unknownKid = keys.contains { $0.kid == parts.kid } ? nil : parts.kid
    let issuer = try parts.claims()["iss"]?.string
    return sets.filter { $0.mightHelp(unknownKid: unknownKid, issuer: issuer) }
  }
}

extension KeyConfig {
  func hmacSecret(_ secrets: [String: [UInt8]]) -> [UInt8]? {
    secret.map { Array($0.reveal().utf8) } ?? secretFile.flatMap { secrets[$0] }
  }
}
