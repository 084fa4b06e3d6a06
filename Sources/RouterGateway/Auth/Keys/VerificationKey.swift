import FoundationEssentials
import JWTKit

/// A key with its one algorithm.
struct VerificationKey: Sendable {
  let kid: String?
  let algorithm: TokenAlgorithm
  /// If set, only tokens with this `iss` may be signed with it.
  let issuer: String?
  private let signer: any JWTAlgorithm

  init(_ material: KeyMaterial, for algorithm: TokenAlgorithm, kid: String?, issuer: String? = nil) async throws {
    self.kid = kid
    self.algorithm = algorithm
    self.issuer = issuer
    // The only way to a signer that the library has.
    signer = try await JWTKeyCollection().add(material, for: algorithm).getKey()
  }

  /// A token that names a key is tried on the keys of that name, and on those without one.
  func fits(kid: String?, alg: String) -> Bool {
    alg == algorithm.rawValue && (self.kid == nil || kid == nil || self.kid == kid)
  }

  func verify(_ signature: [UInt8], signs text: ArraySlice<UInt8>) -> Bool {
    (try? signer.verify(signature, signs: text)) ?? false
  }

  /// - Throws: for a public key.
  func sign(_ text: [UInt8]) throws -> [UInt8] { try signer.sign(text) }
}

extension JWTKeyCollection {
  fileprivate func add(_ material: KeyMaterial, for algorithm: TokenAlgorithm) -> JWTKeyCollection {
    switch material {
    case .hmac(let secret): add(hmac: HMACKey(from: secret), digestAlgorithm: algorithm.digest)
    case .rsa(let key) where algorithm.isPSS: add(pss: key, digestAlgorithm: algorithm.digest)
    case .rsa(let key): add(rsa: key, digestAlgorithm: algorithm.digest)
    case .p256(let key): add(ecdsa: key)
    case .p384(let key): add(ecdsa: key)
    case .p521(let key): add(ecdsa: key)
    case .ed25519(let key): add(eddsa: key)
    }
  }
}

extension TokenAlgorithm {
  fileprivate var digest: DigestAlgorithm {
    switch self {
    case .hs256, .rs256, .ps256, .es256, .edDSA: .sha256
    case .hs384, .rs384, .ps384, .es384: .sha384
    case .hs512, .rs512, .ps512, .es512: .sha512
    }
  }

  fileprivate var isPSS: Bool {
    switch self {
    case .ps256, .ps384, .ps512: true
    case .hs256, .hs384, .hs512, .rs256, .rs384, .rs512, .es256, .es384, .es512, .edDSA: false
    }
  }
}
