import FoundationEssentials
import JWTKit

/// A key with its one algorithm.
struct VerificationKey: Sendable {
  let kid: String?
  private let algorithm: any JWTAlgorithm

  var name: String { algorithm.name }

  init(kid: String?, algorithm: any JWTAlgorithm) {
    self.kid = kid
    self.algorithm = algorithm
  }

  init(kid: String?, hmacSecret: [UInt8]) async throws {
    let keys = await JWTKeyCollection().add(hmac: HMACKey(from: hmacSecret), digestAlgorithm: .sha256)
    self.init(kid: kid, algorithm: try await keys.getKey())
  }

  init(kid: String?, _ algorithm: KeyConfig.Algorithm, pem: String) async throws {
    switch try Self.asymmetric(algorithm, pem: pem) {
    case .rsa(let key):
      let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
      self.init(kid: kid, algorithm: try await keys.getKey())
    case .ecdsa(let key):
      let keys = await JWTKeyCollection().add(ecdsa: key)
      self.init(kid: kid, algorithm: try await keys.getKey())
    }
  }

  /// A token that names a key is tried on that key, and on keys without a name.
  func fits(kid: String?, alg: String) -> Bool {
    alg == name && (self.kid == nil || kid == nil || self.kid == kid)
  }

  func verify(_ signature: [UInt8], signs text: ArraySlice<UInt8>) -> Bool {
    (try? algorithm.verify(signature, signs: text)) ?? false
  }

  func sign(_ text: [UInt8]) throws -> [UInt8] { try algorithm.sign(text) }
}

extension VerificationKey {
  enum PublicKey {
    case rsa(Insecure.RSA.PublicKey)
    case ecdsa(ES256PublicKey)
  }

  static func asymmetric(_ algorithm: KeyConfig.Algorithm, pem: String) throws -> PublicKey {
    switch algorithm {
    case .rs256: .rsa(try Insecure.RSA.PublicKey(pem: pem))
    case .es256, .hs256: .ecdsa(try ES256PublicKey(pem: pem))
    }
  }
}
