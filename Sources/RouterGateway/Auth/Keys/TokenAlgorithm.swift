import ConfigSchema

/// How a token is signed (RFC 7518 §3.1, RFC 8037 §3.1). `none` is not among them.
package enum TokenAlgorithm: String, ConfigChoice {
  case hs256 = "HS256"
  case hs384 = "HS384"
  case hs512 = "HS512"
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case ps256 = "PS256"
  case ps384 = "PS384"
  case ps512 = "PS512"
  case es256 = "ES256"
  case es384 = "ES384"
  case es512 = "ES512"
  case edDSA = "EdDSA"

  /// For HMAC the shortest secret, in bytes: as long as the hash, or it is easier to guess than the signature
  /// (RFC 7518 §3.2). Nil for algorithms with a public key.
  package var minimumSecret: Int? {
    switch self {
    case .hs256: 32
    case .hs384: 48
    case .hs512: 64
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .es256, .es384, .es512, .edDSA: nil
    }
  }

  /// Whether who verifies could also sign.
  var isSymmetric: Bool { minimumSecret != nil }

  var isRSA: Bool {
    switch self {
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: true
    case .hs256, .hs384, .hs512, .es256, .es384, .es512, .edDSA: false
    }
  }
}
