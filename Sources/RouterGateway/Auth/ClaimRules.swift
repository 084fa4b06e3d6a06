import RouterCore

/// What the claims of a token must be, and what they grant.
struct ClaimRules: Sendable {
  private let issuers: [String]
  private let audiences: [String]
  private let leeway: Duration
  private let roles: RoleTable

  init(_ config: AuthConfig) {
    issuers = config.issuer.all
    audiences = config.audience.all
    leeway = config.leeway
    roles = RoleTable(config.roles)
  }

  /// Who everybody is where no token is asked for. Such a principal does not expire.
  func anyone(role: String) -> Principal {
    Principal(subject: "anonymous", permissions: roles.permissions(of: role), expires: .distantFuture)
  }

  /// - Parameters:
  ///   - issuer: whose key has signed, if it is for one issuer only.
  ///   - origin: where the key is from.
  func verify(
    _ claims: JSONNode, issuer: String?, origin: VerifiedToken.KeySetVersion?
  ) throws(TokenError) -> VerifiedToken {
    guard let expiry = try Self.date(claims, "exp") else { throw .badClaim("exp") }
    var starts = Timestamp.distantPast
    for name in ["nbf", "iat"] {
      if let moment = try Self.date(claims, name) { starts = max(starts, moment - leeway) }
    }
    try check(claims, issuer: issuer)
    let subject = try Self.subject(claims)
    let agent = try Self.name(claims, "agent_id")
    let fingerprint = try Self.name(claims, "fingerprint")
    let principal = Principal(
      subject: subject, permissions: try permissions(claims, isAgent: agent != nil), agent: agent,
      expires: expiry + leeway)
    return VerifiedToken(
      principal: principal, starts: starts, fingerprint: fingerprint.map(Fingerprint.init), origin: origin)
  }

  /// A key of one issuer signs for nobody else, whatever the token says.
  private func check(_ claims: JSONNode, issuer: String?) throws(TokenError) {
    let allowed = issuer.map { [$0] } ?? issuers
    if !allowed.isEmpty {
      guard let issuer = claims["iss"]?.string, allowed.contains(issuer) else { throw .wrongIssuer }
    }
    guard audiences.isEmpty || Self.strings(claims["aud"]).contains(where: audiences.contains) else {
      throw .wrongAudience
    }
  }

  /// `sub` or `user_id` (contract §6); if there are both, they must agree.
  private static func subject(_ claims: JSONNode) throws(TokenError) -> String {
    let (sub, user) = (try name(claims, "sub"), try name(claims, "user_id"))
    guard let subject = sub ?? user else { throw .badClaim("sub") }
    guard user == nil || user == subject else { throw .differentSubjects }
    return subject
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

  /// Not empty.
  private static func name(_ claims: JSONNode, _ name: String) throws(TokenError) -> String? {
    let text = try text(claims, name)
    if text?.isEmpty == true { throw .badClaim(name) }
    return text
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
