import ConfigSchema

/// One entry of `auth.keys`.
package struct KeyConfig: ConfigObject {
  package var alg = TokenAlgorithm.hs256
  package var kid: String?
  package var issuer: String?
  package var secret: Secret?
  package var secretFile: String?
  package var publicKey: String?
  package var publicKeyFile: String?

  package init() {}

  package static let summary = "A key, bound to one algorithm: a token with another `alg` is never tried on it."
  package static var fields: [Field<Self>] {
    [
      Field("alg", \.alg, required: true, "the algorithm"),
      Field(
        "kid", \.kid,
        "key id: a token that names a `kid` is only tried on the keys of that name, and on those without one"),
      Field(
        "issuer", \.issuer, .ifGiven(.nonEmpty),
        "tokens signed with this key must have this `iss`; without it `auth.issuer` counts"),
      Field(
        "secret", \.secret,
        "HS…: the shared secret, as long as the hash (32, 48 or 64 bytes) at least; best as `${env:NAME}` or `${file:path}`"
      ),
      Field(
        "secret_file", \.secretFile,
        "HS…: a file with the secret, relative to the working directory; in the development profile it is made when missing"
      ),
      Field("public_key", \.publicKey, "the others: the public key in PEM; best as `${file:path}`"),
      Field(
        "public_key_file", \.publicKeyFile,
        "the others: a PEM file with the public key, relative to the working directory; read at the start"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if let minimum = alg.minimumSecret { validateSecret(minimum, &check) } else { validatePublicKey(&check) }
  }

  private func validateSecret(_ minimum: Int, _ check: inout CrossCheck) {
    if (secret == nil) == (secretFile == nil) {
      check.error(nil, "an \(alg.rawValue) key needs either 'secret' or 'secret_file'")
    }
    for (name, value) in [("public_key", publicKey), ("public_key_file", publicKeyFile)] where value != nil {
      check.error(name, "an \(alg.rawValue) key has no public key")
    }
    if let secret, secret.reveal().utf8.count < minimum {
      check.error("secret", "an \(alg.rawValue) secret has at least \(minimum) bytes")
    }
  }

  private func validatePublicKey(_ check: inout CrossCheck) {
    for (name, isGiven) in [("secret", secret != nil), ("secret_file", secretFile != nil)] where isGiven {
      check.error(name, "an \(alg.rawValue) key is given as 'public_key'; a secret would let verifiers sign")
    }
    if (publicKey == nil) == (publicKeyFile == nil) {
      return check.error(nil, "an \(alg.rawValue) key needs either 'public_key' or 'public_key_file'")
    }
    let name = publicKey == nil ? "public_key_file" : "public_key"
    do {
      _ = try publicMaterial()
    } catch let fault as KeyFault {
      check.error(name, "this key cannot be used: \(fault)", help: fault.help)
    } catch {
      check.error(name, "\(error)")
    }
  }

  /// The public key; nil for a shared secret. Reads a file: not for an event loop.
  /// - Throws: `KeyFault` or `KeyFile.Failure`.
  func publicMaterial() throws -> KeyMaterial? {
    if let publicKey { return try KeyMaterial(pem: publicKey, for: alg) }
    guard let publicKeyFile else { return nil }
    return try KeyMaterial(pem: try KeyFile.text(of: publicKeyFile), for: alg)
  }
}
