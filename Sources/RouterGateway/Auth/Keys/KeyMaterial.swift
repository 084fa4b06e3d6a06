import enum Crypto.CryptoKitError
import JWTKit

/// A key without a name, checked and ready for its algorithm.
enum KeyMaterial: Sendable {
  case hmac([UInt8])
  case rsa(Insecure.RSA.PublicKey)
  case p256(ES256PublicKey)
  case p384(ES384PublicKey)
  case p521(ES512PublicKey)
  case ed25519(EdDSA.PublicKey)

  /// RFC 7518 §3.3.
  static let shortestRSA = 2048
  /// Verifying takes time in proportion to the square of it.
  static let longestRSA = 8192

  /// A public key in PEM form.
  init(pem: String, for algorithm: TokenAlgorithm) throws(KeyFault) {
    guard !pem.contains("PRIVATE KEY-----") else { throw .isPrivate }
    do {
      self = try Self.reading(pem, for: algorithm)
    } catch {
      throw algorithm.isRSA ? Self.fault(ofRSA: error) ?? .unreadable(algorithm) : .unreadable(algorithm)
    }
    try check()
  }

  private static func reading(_ pem: String, for algorithm: TokenAlgorithm) throws -> KeyMaterial {
    switch algorithm {
    case .hs256, .hs384, .hs512: throw KeyFault.unreadable(algorithm)
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa(try Insecure.RSA.PublicKey(pem: pem))
    case .es256: .p256(try ES256PublicKey(pem: pem))
    case .es384: .p384(try ES384PublicKey(pem: pem))
    case .es512: .p521(try ES512PublicKey(pem: pem))
    case .edDSA: .ed25519(try EdDSA.PublicKey(pem: pem))
    }
  }

  /// Nil for an error that says nothing about the length.
  static func fault(ofRSA error: any Error) -> KeyFault? {
    if case CryptoKitError.incorrectParameterSize = error { .tooShort } else { nil }
  }

  /// What the libraries do not ask.
  func check() throws(KeyFault) {
    switch self {
    case .rsa(let key):
      let size = ((try? key.getKeyPrimitives().modulus.count) ?? 0) * 8
      if size > Self.longestRSA { throw .tooLong }
    case .ed25519(let key):
      if SmallOrder.contains(Array(key.rawRepresentation)) { throw .smallOrder }
    case .hmac, .p256, .p384, .p521: break
    }
  }
}
