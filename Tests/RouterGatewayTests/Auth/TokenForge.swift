import Crypto
import CryptoExtras
import Foundation

@testable import RouterGateway

/// Makes tokens of any shape, good and bad ones.
struct TokenForge {
  static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
  static let ecdsa = P256.Signing.PrivateKey()

  static func hs256(header: String = #"{"alg":"HS256"}"#, _ claims: String, secret: String = AuthConfig.secret)
    -> String
  {
    let text = signed(header, claims)
    let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8)))
    return text + "." + encoded(Array(code))
  }

  static func es256(_ claims: String) throws -> String {
    let text = signed(#"{"alg":"ES256"}"#, claims)
    return text + "." + encoded(Array(try ecdsa.signature(for: Data(text.utf8)).rawRepresentation))
  }

  static func rs256(_ claims: String) throws -> String {
    guard let rsa else { throw NoKey() }
    let text = signed(#"{"alg":"RS256"}"#, claims)
    let signature = try rsa.signature(for: SHA256.hash(data: Data(text.utf8)), padding: .insecurePKCS1v1_5)
    return text + "." + encoded(Array(signature.rawRepresentation))
  }

  static func unsigned(_ header: String, _ claims: String, signature: String = "") -> String {
    signed(header, claims) + "." + signature
  }

  private struct NoKey: Error {}

  private static func signed(_ header: String, _ claims: String) -> String {
    encoded(Array(header.utf8)) + "." + encoded(Array(claims.utf8))
  }

  static func encoded(_ bytes: [UInt8]) -> String { String(decoding: Base64URL.encode(bytes), as: UTF8.self) }
}
