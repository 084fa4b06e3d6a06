import ConfigSchema
import RouterCore

/// The `auth:` section.
package struct AuthConfig: ConfigObject {
  package var keys: [KeyConfig] = []
  package var issuer: String?
  package var audience: String?
  package var leeway: Duration = .seconds(30)
  package var roles: [String: [String]] = RoleTable.standard.mapValues { $0.map(\.rawValue) }

  package init() {}

  package static let summary = "How tokens (JWT) are verified and what they allow."
  package static var fields: [Field<Self>] {
    [
      Field("keys", \.keys, .nonEmpty, required: true, "keys that tokens may be signed with"),
      Field("issuer", \.issuer, "if set, a token's `iss` must be this"),
      Field("audience", \.audience, "if set, a token's `aud` must be or contain this"),
      Field(
        "leeway", \.leeway, .range(.zero ... .seconds(300)),
        "how far clocks may differ when `exp`, `nbf` and `iat` are checked"),
      Field(
        "roles", \.roles,
        "role names and the permissions that a token's `role` claim grants; replaces the built-in table"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    for (role, permissions) in roles.sorted(by: { $0.key < $1.key }) {
      for name in permissions where Permission(claim: name) == nil {
        let known = Permission.allCases.map(\.rawValue)
        check.error(
          "roles", "role '\(role)' has an unknown permission '\(name)'", help: Suggestion.help(for: name, among: known))
      }
    }
  }
}

/// One entry of `auth.keys`.
package struct KeyConfig: ConfigObject {
  package enum Algorithm: String, ConfigChoice {
    case hs256 = "HS256"
    case rs256 = "RS256"
    case es256 = "ES256"
  }

  package var alg = Algorithm.hs256
  package var kid: String?
  package var secret: Secret?
  package var secretFile: String?
  package var publicKey: String?

  package init() {}

  package static let summary = "A key, bound to one algorithm: a token with another `alg` is never tried on it."
  package static var fields: [Field<Self>] {
    [
      Field("alg", \.alg, required: true, "the algorithm"),
      Field(
        "kid", \.kid,
        "key id: a token that names a `kid` is only tried on the keys of that name, and on those without one"),
      Field("secret", \.secret, "HS256: the shared secret, at least 32 bytes; best as `${env:NAME}` or `${file:path}`"),
      Field(
        "secret_file", \.secretFile,
        "HS256: a file with the secret, relative to the working directory; in the development profile it is made when missing"
      ),
      Field("public_key", \.publicKey, "RS256, ES256: the public key in PEM; best as `${file:path}`"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    switch alg {
    case .hs256:
      if (secret == nil) == (secretFile == nil) {
        check.error(nil, "an HS256 key needs either 'secret' or 'secret_file'")
      }
      if publicKey != nil { check.error("public_key", "an HS256 key has no public key") }
      // RFC 7518 §3.2: a key as long as the hash, or it is easier to guess than the signature.
      if let secret, secret.reveal().utf8.count < 32 { check.error("secret", "an HS256 secret has at least 32 bytes") }
    case .rs256, .es256:
      if secret != nil || secretFile != nil {
        check.error("secret", "an \(alg.rawValue) key is given as 'public_key'; a secret would let verifiers sign")
      }
      guard let publicKey else { return check.error(nil, "an \(alg.rawValue) key needs 'public_key'") }
      do {
        _ = try VerificationKey.asymmetric(alg, pem: publicKey)
      } catch {
        check.error("public_key", "this is no \(alg.rawValue) public key in PEM form")
      }
    }
  }
}
