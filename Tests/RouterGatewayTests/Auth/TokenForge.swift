import Crypto
import CryptoExtras
import Foundation

@testable import RouterGateway

/// Makes tokens of any shape, good and bad ones, without the code that verifies them.
struct TokenForge {
  static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
  static let ecdsa = P256.Signing.PrivateKey()
  static let p384 = P384.Signing.PrivateKey()
  static let p521 = P521.Signing.PrivateKey()
  static let ed25519 = Curve25519.Signing.PrivateKey()
  /// Long enough for all of HS256, HS384 and HS512.
  static let longSecret = String(repeating: "a secret of 16 b", count: 4)

  static func hs256(header: String = #"{"alg":"HS256"}"#, _ claims: String, secret: String = AuthConfig.secret)
    -> String
  {
    let text = signed(header, claims)
    return text + "." + encoded(hmac(SHA256.self, text, secret))
  }

  static func es256(_ claims: String) throws -> String { try token(.es256, claims) }
  static func rs256(_ claims: String) throws -> String { try token(.rs256, claims) }

  /// - Parameter more: further members of the header, each with a comma before it.
  static func token(_ alg: TokenAlgorithm, _ claims: String, header more: String = "") throws -> String {
    let text = signed(#"{"alg":"\#(alg.rawValue)"\#(more)}"#, claims)
    return text + "." + encoded(try signature(of: text, alg))
  }

  static func signature(of text: String, _ alg: TokenAlgorithm) throws -> [UInt8] {
    let bytes = Data(text.utf8)
    switch alg {
    case .hs256: return hmac(SHA256.self, text, longSecret)
    case .hs384: return hmac(SHA384.self, text, longSecret)
    case .hs512: return hmac(SHA512.self, text, longSecret)
    case .rs256: return try rsaSignature(SHA256.hash(data: bytes), .insecurePKCS1v1_5)
    case .rs384: return try rsaSignature(SHA384.hash(data: bytes), .insecurePKCS1v1_5)
    case .rs512: return try rsaSignature(SHA512.hash(data: bytes), .insecurePKCS1v1_5)
    case .ps256: return try rsaSignature(SHA256.hash(data: bytes), .PSS)
    case .ps384: return try rsaSignature(SHA384.hash(data: bytes), .PSS)
    case .ps512: return try rsaSignature(SHA512.hash(data: bytes), .PSS)
    case .es256: return Array(try ecdsa.signature(for: SHA256.hash(data: bytes)).rawRepresentation)
    case .es384: return Array(try p384.signature(for: SHA384.hash(data: bytes)).rawRepresentation)
    case .es512: return Array(try p521.signature(for: SHA512.hash(data: bytes)).rawRepresentation)
    case .edDSA: return Array(try ed25519.signature(for: bytes))
    }
  }

  private static func hmac<Hash: HashFunction>(_: Hash.Type, _ text: String, _ secret: String) -> [UInt8] {
    Array(HMAC<Hash>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8))))
  }

  private static func rsaSignature(_ digest: some Digest, _ padding: _RSA.Signing.Padding) throws -> [UInt8] {
    guard let rsa else { throw NoKey() }
    return Array(try rsa.signature(for: digest, padding: padding).rawRepresentation)
  }

  static func unsigned(_ header: String, _ claims: String, signature: String = "") -> String {
    signed(header, claims) + "." + signature
  }

  struct NoKey: Error {}

  static func signed(_ header: String, _ claims: String) -> String {
    encoded(Array(header.utf8)) + "." + encoded(Array(claims.utf8))
  }

  static func encoded(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Base64URL.encode(Array(bytes)), as: UTF8.self)
  }
}

// MARK: - Keys

extension TokenForge {
  static func publicPEM(_ alg: TokenAlgorithm) throws -> String {
    guard let rsa else { throw NoKey() }
    switch alg {
    case .hs256, .hs384, .hs512: throw NoKey()
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: return rsa.publicKey.pemRepresentation
    case .es256: return ecdsa.publicKey.pemRepresentation
    case .es384: return p384.publicKey.pemRepresentation
    case .es512: return p521.publicKey.pemRepresentation
    case .edDSA: return ed25519.publicKey.pemRepresentation
    }
  }

  /// The config of the key that `token` signs with.
  static func config(_ alg: TokenAlgorithm, kid: String? = nil) throws -> KeyConfig {
    var key = KeyConfig()
    (key.alg, key.kid) = (alg, kid)
    if alg.isSymmetric { key.secret = .init(longSecret) } else { key.publicKey = try publicPEM(alg) }
    return key
  }

  /// The key that `token` signs with as a member of a key set.
  /// - Parameter more: further members, each with a comma before it.
  static func jwk(_ alg: TokenAlgorithm, _ more: String = "") throws -> String {
    "{\(try members(alg))\(more)}"
  }

  private static func members(_ alg: TokenAlgorithm) throws -> String {
    switch alg {
    case .hs256, .hs384, .hs512: return #""kty":"oct","k":"\#(encoded(Array(longSecret.utf8)))""#
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
      guard let numbers = try rsa?.publicKey.getKeyPrimitives() else { throw NoKey() }
      return #""kty":"RSA","n":"\#(encoded(numbers.modulus))","e":"\#(encoded(numbers.publicExponent))""#
    case .es256: return point("P-256", ecdsa.publicKey.rawRepresentation)
    case .es384: return point("P-384", p384.publicKey.rawRepresentation)
    case .es512: return point("P-521", p521.publicKey.rawRepresentation)
    case .edDSA: return #""kty":"OKP","crv":"Ed25519","x":"\#(encoded(ed25519.publicKey.rawRepresentation))""#
    }
  }

  private static func point(_ curve: String, _ coordinates: Data) -> String {
    let (x, y) = (coordinates.prefix(coordinates.count / 2), coordinates.suffix(coordinates.count / 2))
    return #""kty":"EC","crv":"\#(curve)","x":"\#(encoded(x))","y":"\#(encoded(y))""#
  }
}
