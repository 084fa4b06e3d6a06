import JWTKit
import RouterCore

/// A key of a set that can verify signatures (RFC 7517 §4).
struct JSONWebKey: Sendable {
  /// Why a key of a set is left out.
  enum Fault: Error, Equatable {
    /// Of another kind or for another purpose: sets may have such keys (RFC 7517 §5).
    case unused
    /// Its owner should know.
    case refused(String)
  }

  let kid: String?
  let algorithm: TokenAlgorithm
  let material: KeyMaterial

  init(_ node: JSONNode) throws(Fault) {
    guard node.kind == .object else { throw .refused("it is no object") }
    guard let type = node["kty"]?.string else { throw .refused("it has no 'kty'") }
    // Whoever can read the set could sign tokens.
    guard type != "oct" else { throw .refused("it is a shared secret") }
    guard !Self.privateMembers.contains(where: { node[$0] != nil }) else { throw .refused("it is a private key") }
    guard Self.isForSignatures(node) else { throw .unused }
    kid = try Self.kid(of: node)
    algorithm = try Self.algorithm(of: node, type: type)
    do throws(KeyFault) {
      material = try Self.material(of: node, for: algorithm)
      try material.check()
    } catch {
      throw .refused("\(error)")
    }
  }

  /// RFC 7518 §6.2.2, §6.3.2 and §6.4, RFC 8037 §2.
  private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

  /// RFC 7517 §4.2 and §4.3; both may be left out.
  private static func isForSignatures(_ node: JSONNode) -> Bool {
    if let use = node["use"], !use.stringEquals("sig") { return false }
    guard let operations = node["key_ops"] else { return true }
    return operations.elements.contains { $0.stringEquals("verify") }
  }

  private static func kid(of node: JSONNode) throws(Fault) -> String? {
    guard let kid = node["kid"] else { return nil }
    guard let text = kid.string else { throw .refused("its 'kid' is not a string") }
    return text
  }

  /// The algorithm that the key names, or else the one that its kind is for. RSA keys are for several: without `alg` they
  /// are taken for RS256, which everybody uses, and for nothing else.
  private static func algorithm(of node: JSONNode, type: String) throws(Fault) -> TokenAlgorithm {
    let possible = algorithms(type: type, curve: node["crv"]?.string)
    guard let named = node["alg"] else {
      guard let first = possible.first else { throw .unused }
      return first
    }
    guard let algorithm = named.string.flatMap(TokenAlgorithm.init(rawValue:)) else { throw .unused }
    guard possible.contains(algorithm) else { throw .refused("its 'alg' is not one of its 'kty' and 'crv'") }
    return algorithm
  }

  private static func algorithms(type: String, curve: String?) -> [TokenAlgorithm] {
    switch (type, curve) {
    case ("RSA", _): [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
    case ("EC", "P-256"): [.es256]
    case ("EC", "P-384"): [.es384]
    case ("EC", "P-521"): [.es512]
    case ("OKP", "Ed25519"): [.edDSA]
    default: []
    }
  }
}

// MARK: - Numbers

extension JSONWebKey {
  private static func material(of node: JSONNode, for algorithm: TokenAlgorithm) throws(KeyFault) -> KeyMaterial {
    do {
      switch algorithm {
      case .hs256, .hs384, .hs512: throw KeyFault.isPrivate
      case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: return .rsa(try rsa(node))
      case .es256: return .p256(try ES256PublicKey(parameters: try point(node, bytes: 32)))
      case .es384: return .p384(try ES384PublicKey(parameters: try point(node, bytes: 48)))
      case .es512: return .p521(try ES512PublicKey(parameters: try point(node, bytes: 66)))
      case .edDSA: return .ed25519(try EdDSA.PublicKey(x: try number("x", of: node, bytes: 32...32), curve: .ed25519))
      }
    } catch let fault as KeyFault {
      throw fault
    } catch {
      throw .badNumbers
    }
  }

  private static func rsa(_ node: JSONNode) throws -> Insecure.RSA.PublicKey {
    let modulus = try number("n", of: node, bytes: 1...(KeyMaterial.longestRSA / 8 + 1))
    do {
      return try Insecure.RSA.PublicKey(modulus: modulus, exponent: try number("e", of: node, bytes: 1...8))
    } catch {
      throw KeyMaterial.fault(ofRSA: error) ?? error
    }
  }

  /// Coordinates have the curve's full length (RFC 7518 §6.2.1.2).
  private static func point(_ node: JSONNode, bytes: Int) throws(KeyFault) -> (x: String, y: String) {
    (try number("x", of: node, bytes: bytes...bytes), try number("y", of: node, bytes: bytes...bytes))
  }

  /// Base64url as the library takes it, but of the right length and in the one form that there is.
  private static func number(_ name: String, of node: JSONNode, bytes: ClosedRange<Int>) throws(KeyFault) -> String {
    guard let text = node[name]?.string, let number = Base64URL.decode(Array(text.utf8)[...]),
      bytes.contains(number.count)
    else { throw .badNumbers }
    return text
  }
}
