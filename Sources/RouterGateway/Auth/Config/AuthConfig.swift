import ConfigSchema
import RouterCore

/// The `auth:` section.
package struct AuthConfig: ConfigObject {
  package enum Mode: String, ConfigChoice {
    case token
    /// Everybody is let in.
    case open = "none"
  }

  /// Who everybody is in `mode: none`, unless `role` says otherwise.
  static let openRole = "admin"

  package var mode = Mode.token
  package var keys: [KeyConfig] = []
  package var jwks: [KeySetConfig] = []
  package var issuer: Names = []
  package var audience: Names = []
  package var leeway: Duration = .seconds(30)
  package var roles: [String: [String]] = RoleTable.standard.mapValues { $0.map(\.rawValue) }
  package var role: String?

  package init() {}

  package static let summary = "How tokens (JWT) are verified and what they allow."
  package static var fields: [Field<Self>] {
    [
      Field(
        "mode", \.mode,
        "`token`: every client and publisher needs one. `none`: everybody is let in and may do what `role` may; only if nothing but this machine can reach `server.listen`"
      ),
      Field("keys", \.keys, "keys that tokens may be signed with; these or `jwks` are needed"),
      Field("jwks", \.jwks, "key sets (RFC 7517) that issuers publish"),
      Field("issuer", \.issuer, "if set, a token's `iss` must be this, or one of these"),
      Field("audience", \.audience, "if set, a token's `aud` must be or contain this, or one of these"),
      Field(
        "leeway", \.leeway, .range(.zero ... .seconds(300)),
        "how far clocks may differ when `exp`, `nbf` and `iat` are checked"),
      Field(
        "roles", \.roles,
        "role names and the permissions that a token's `role` claim grants; replaces the built-in table"),
      Field("role", \.role, "with `mode: none`: the role that everybody has; `admin` if left out"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    validateRoles(&check)
    switch mode {
    case .token: validateTokens(&check)
    case .open: validateOpen(&check)
    }
  }

  private func validateTokens(_ check: inout CrossCheck) {
    if keys.isEmpty, jwks.isEmpty {
      check.error(
        atFirstOf: [["keys"], ["jwks"]], "nothing to verify tokens with: 'keys' or 'jwks' is needed",
        help: "`mode: none` lets everybody in on a server that only this machine can reach")
    }
    if role != nil {
      check.error("role", "'role' is for `mode: none`: tokens bring their own", help: "leave it out")
    }
    if !jwks.isEmpty, audience.all.isEmpty {
      check.warning(
        "jwks", "without 'audience', tokens that an issuer has made for other services are good here too")
    }
  }

  private func validateOpen(_ check: inout CrossCheck) {
    for (name, isGiven) in [("keys", !keys.isEmpty), ("jwks", !jwks.isEmpty)] where isGiven {
      check.error(
        name, "with `mode: none` no token is asked for, so '\(name)' would verify nothing",
        help: "leave out '\(name)', or `mode`")
    }
    guard let role, !roles.keys.contains(where: { $0.lowercased() == role.lowercased() }) else { return }
    check.error("role", "there is no role '\(role)'", help: Suggestion.help(for: role, among: roles.keys))
  }

  private func validateRoles(_ check: inout CrossCheck) {
    var seen: [String: String] = [:]
    for (role, permissions) in roles.sorted(by: { $0.key < $1.key }) {
      if let same = seen.updateValue(role, forKey: role.lowercased()) {
        check.error(
          atFirstOf: [["roles", role]], "the roles '\(same)' and '\(role)' are the same",
          help: "names of roles are compared without regard to case")
      }
      for name in permissions where Permission(claim: name) == nil {
        let known = Permission.allCases.map(\.rawValue)
        check.error(
          atFirstOf: [["roles", role]], "role '\(role)' has an unknown permission '\(name)'",
          help: Suggestion.help(for: name, among: known))
      }
    }
  }
}
