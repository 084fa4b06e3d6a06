import Crypto
import CryptoExtras
import Foundation
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Keys and sets of keys as issuers publish them, rightly and wrongly (RFC 7517, RFC 7518 §6, RFC 8037 §2).
struct JSONWebKeyTests {
  private static func result(_ text: String) -> Result<JSONWebKey, JSONWebKey.Fault> {
    guard let document = try? JSONDocument(parsing: text) else { return .failure(.refused("the sample is no JSON")) }
    do throws(JSONWebKey.Fault) {
      return .success(try JSONWebKey(document.root))
    } catch {
      return .failure(error)
    }
  }

  private static func fault(_ text: String) -> JSONWebKey.Fault? {
    if case .failure(let fault) = result(text) { fault } else { nil }
  }

  private static let publicAlgorithms = TokenAlgorithm.allCases.filter { !$0.isSymmetric }

  @Test(arguments: publicAlgorithms)
  func `A key is for the algorithm that it names, and fits its tokens`(_ alg: TokenAlgorithm) async throws {
    let key = try Self.result(TokenForge.jwk(alg, #","alg":"\#(alg.rawValue)","kid":"k","use":"sig""#)).get()
    #expect((key.algorithm, key.kid) == (alg, "k"))
    let parts = try TokenParts(TokenForge.token(alg, "{}"), maxBytes: 8192)
    #expect(parts.isSigned(with: try await VerificationKey(key.material, for: key.algorithm, kid: key.kid)))
  }

  @Test(arguments: publicAlgorithms)
  func `Without alg its kind decides; an RSA key is for RS256 only`(_ alg: TokenAlgorithm) throws {
    let isRSA = try TokenForge.jwk(alg).contains("RSA")
    #expect(try Self.result(TokenForge.jwk(alg)).get().algorithm == (isRSA ? .rs256 : alg))
  }

  @Test(arguments: [
    (#","use":"enc""#, false), (#","use":"sig""#, true), (#","use":7"#, false), (#","use":null"#, false),
    (#","key_ops":["verify"]"#, true), (#","key_ops":["sign","verify"]"#, true), (#","key_ops":["sign"]"#, false),
    (#","key_ops":["encrypt","wrapKey"]"#, false), (#","key_ops":[]"#, false), (#","key_ops":"verify""#, false),
    (#","use":"enc","key_ops":["verify"]"#, false), (#","use":"sig","key_ops":["sign"]"#, false),
  ])
  func `Keys for other purposes are left out without a word`(_ members: String, _ isUsed: Bool) throws {
    #expect(Self.fault(try TokenForge.jwk(.es256, members)) == (isUsed ? nil : .unused))
  }

  @Test(arguments: [
    #","alg":"RSA-OAEP""#, #","alg":"none""#, #","alg":"HS256""#, #","alg":"es256""#, #","alg":7"#,
  ])
  func `Keys of unknown or other algorithms are not used`(_ members: String) throws {
    #expect(Self.fault(try TokenForge.jwk(.es256, members)) != nil)
  }

  @Test(arguments: [
    #"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#, #"{"kty":"OKP","crv":"X25519","x":"AA"}"#,
    #"{"kty":"OKP","crv":"Ed448","x":"AA"}"#, #"{"kty":"AKP","pub":"AA"}"#, #"{"kty":"EC"}"#, #"{"kty":"ec"}"#,
  ])
  func `Keys of unknown kinds are left out without a word`(_ key: String) {
    #expect(Self.fault(key) == .unused)
  }

  @Test func `Private and shared keys are refused, whatever else they say`() throws {
    for alg in Self.publicAlgorithms {
      for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let text = try TokenForge.jwk(alg, #","\#(member)":"AAAA","use":"enc""#)
        #expect(Self.fault(text) == .refused("it is a private key"), "\(member)")
      }
    }
    #expect(Self.fault(try TokenForge.jwk(.hs256, #","alg":"HS256""#)) == .refused("it is a shared secret"))
    #expect(Self.fault(#"{"kty":"oct"}"#) == .refused("it is a shared secret"))
  }

  @Test func `alg must be one of the kind`() throws {
    for (key, alg) in [(TokenAlgorithm.es256, "ES384"), (.rs256, "ES256"), (.edDSA, "ES256"), (.es512, "RS256")] {
      let text = try TokenForge.jwk(key, #","alg":"\#(alg)""#)
      #expect(Self.fault(text) == .refused("its 'alg' is not one of its 'kty' and 'crv'"))
    }
  }

  @Test func `Numbers that are no key are refused`() throws {
    let (zero, one) = (TokenForge.encoded([UInt8](repeating: 0, count: 32)), TokenForge.encoded([1]))
    let raw = TokenForge.ecdsa.publicKey.rawRepresentation
    let (x, y) = (TokenForge.encoded(raw.prefix(32)), TokenForge.encoded(raw.suffix(32)))
    let modulus = TokenForge.encoded([UInt8](repeating: 0xff, count: 256))
    for key in [
      #"{"kty":"EC","crv":"P-256","x":"\#(zero)","y":"\#(zero)"}"#, #"{"kty":"EC","crv":"P-256","x":"\#(x)"}"#,
      #"{"kty":"EC","crv":"P-256","x":"\#(y)","y":"\#(x)"}"#, #"{"kty":"EC","crv":"P-256","x":"\#(x)=","y":"\#(y)"}"#,
      #"{"kty":"EC","crv":"P-384","x":"\#(x)","y":"\#(y)"}"#, #"{"kty":"EC","crv":"P-256","x":7,"y":8}"#,
      // 31 and 33 bytes are together as long as they should be.
      #"{"kty":"EC","crv":"P-256","x":"\#(TokenForge.encoded(raw.prefix(31)))","y":"\#(TokenForge.encoded(raw.suffix(33)))"}"#,
      #"{"kty":"OKP","crv":"Ed25519","x":"\#(one)"}"#, #"{"kty":"OKP","crv":"Ed25519"}"#,
      #"{"kty":"RSA","n":"\#(modulus)"}"#, #"{"kty":"RSA","n":"\#(modulus)","e":"AQ"}"#,
      #"{"kty":"RSA","n":"\#(modulus)","e":""}"#, #"{"kty":"RSA","n":"","e":"AQAB"}"#,
      #"{"kty":"RSA","n":"\#(modulus)","e":"\#(modulus)"}"#,
    ] {
      guard case .refused = Self.fault(key) else {
        Issue.record("\(key) is taken")
        continue
      }
    }
  }

  @Test func `RSA keys have 2048 to 8192 bits`() throws {
    let small = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024)).publicKey
    let numbers = try small.getKeyPrimitives()
    let key = #"{"kty":"RSA","n":"\#(TokenForge.encoded(numbers.modulus))","e":"AQAB"}"#
    #expect(Self.fault(key) == .refused("it is an RSA key of fewer than 2048 bits"))
    #expect(throws: KeyFault.tooShort) { try KeyMaterial(pem: small.pemRepresentation, for: .rs256) }
    for bytes in [1025, 2048] {
      let large = #"{"kty":"RSA","n":"\#(TokenForge.encoded([UInt8](repeating: 0xff, count: bytes)))","e":"AQAB"}"#
      guard case .refused = Self.fault(large) else {
        Issue.record("a key of \(bytes) bytes is taken")
        continue
      }
    }
  }

  /// Points of order 1, 2, 4 and 8, in all their encodings, with either sign.
  @Test func `Ed25519 keys of small order are refused`() throws {
    let texts = [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]
    for text in texts {
      var bytes = stride(from: 0, to: 64, by: 2).compactMap { offset in
        UInt8(text.dropFirst(offset).prefix(2), radix: 16)
      }
      for sign: UInt8 in [0, 0x80] {
        bytes[31] = bytes[31] & 0x7f | sign
        let key = #"{"kty":"OKP","crv":"Ed25519","x":"\#(TokenForge.encoded(bytes))"}"#
        #expect(Self.fault(key) == .refused("it is a point of small order: anybody could sign for it"))
        let pem = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes).pemRepresentation
        if let pem { #expect(throws: KeyFault.smallOrder) { try KeyMaterial(pem: pem, for: .edDSA) } }
      }
    }
  }

  // MARK: Sets

  private static func failure(_ text: String) -> String? {
    do throws(KeySetFailure) {
      _ = try JSONWebKeySet(parsing: Array(text.utf8))
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `Of a set the usable keys are used, and what should not be there is told`() throws {
    let text = """
      {"keys":[\(try TokenForge.jwk(.es256, #","kid":"a""#)),\(try TokenForge.jwk(.rs256, #","use":"enc""#)),
      \(try TokenForge.jwk(.edDSA, #","kid":"b""#)),\(try TokenForge.jwk(.hs256, #","kid":"c""#)),
      \(try TokenForge.jwk(.es384, #","d":"AAAA","kid":"d\n\ne""#)),7,{"kty":"new"}],"more":1}
      """
    let set = try JSONWebKeySet(parsing: Array(text.utf8))
    #expect(set.keys.map(\.kid) == ["a", "b"])
    #expect(
      set.warnings == [
        "key 'c': it is a shared secret", "key number 5: it is a private key", "key number 6: it is no object",
      ])
  }

  @Test(arguments: [
    "", "7", "[]", "{}", #"{"keys":{}}"#, #"{"keys":null}"#, "<html></html>", #"{"keys":[],"keys":[]}"#,
  ])
  func `What is no set is no set`(_ text: String) {
    #expect(Self.failure(text) == "what came is no key set (RFC 7517)")
  }

  @Test func `A set without a usable key, and one with too many, is none`() throws {
    #expect(Self.failure(#"{"keys":[]}"#) == "the key set has no key that can verify tokens")
    #expect(
      Self.failure(#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#)
        == "the key set has no key that can verify tokens; key number 1: it is a shared secret")
    let key = try TokenForge.jwk(.es256)
    let keys = { (count: Int) in #"{"keys":[\#(Array(repeating: key, count: count).joined(separator: ","))]}"# }
    #expect(Self.failure(keys(64)) == nil)
    #expect(Self.failure(keys(65)) == "the key set has more than 64 keys")
  }
}
