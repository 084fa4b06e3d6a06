import ConfigSchema
import Crypto
import CryptoExtras
import Foundation
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Tokens as attackers send them (RFC 8725 §2), against a server that has a key of every algorithm.
struct HostileTokenTests {
  private static let now = 1_705_314_600
  private static let claims = #"{"sub":"u","exp":1705318200}"#

  private static func error(
    of token: String, _ change: (inout AuthConfig) throws -> Void = { _ in }
  ) async throws -> TokenError? {
    var config = AuthConfig()
    config.keys = try TokenAlgorithm.allCases.map { try TokenForge.config($0) }
    try change(&config)
    do {
      _ = try await TokenVerifier(config, secrets: [:]).principal(token: token, at: VirtualTime.start)
      return nil
    } catch let error as TokenError {
      for part in token.split(separator: ".") where part.count > 12 {
        #expect(!"\(error)".contains(part.prefix(12)), "the token stands in its error")
      }
      return error
    }
  }

  // MARK: Algorithms

  @Test(arguments: [
    "none", "None", "NONE", "nOnE", "none ", " none", "non\\u0065", "", "null", "HS256 ", "hs256", "rs256", "HS1",
    "RS1",
    "ES256K", "Ed25519", "RSA-OAEP", "dir",
  ])
  func `alg none in every spelling, and other algorithms that no key is for`(_ alg: String) async throws {
    let text = TokenForge.signed(#"{"alg":"\#(alg)"}"#, Self.claims)
    let signature = TokenForge.encoded(try TokenForge.signature(of: text, .hs256))
    for token in [text + ".", text + "." + signature] {
      #expect(try await Self.error(of: token) == .unknownKey)
    }
  }

  @Test(arguments: ["null", "7", "[\"HS256\"]", "{}", "true"])
  func `alg that is no string`(_ alg: String) async throws {
    let token = TokenForge.unsigned(#"{"alg":\#(alg)}"#, Self.claims)
    #expect(try await Self.error(of: token) == .malformed("the header names no algorithm"))
    #expect(
      try await Self.error(of: TokenForge.unsigned("{}", Self.claims)) == .malformed("the header names no algorithm"))
  }

  /// CVE-2015-9235 and its kind: the public key, which everybody knows, taken for a shared secret.
  @Test(arguments: TokenAlgorithm.allCases.filter { !$0.isSymmetric })
  func `algorithm confusion: HS256 with the bytes of a public key`(_ alg: TokenAlgorithm) async throws {
    let key = try TokenForge.config(alg)
    let pem = try #require(key.publicKey)
    let trimmed = pem.trimmingCharacters(in: .newlines)
    for secret in [pem, trimmed, trimmed + "\n", trimmed.replacing("\n", with: "\r\n")] {
      let token = TokenForge.hs256(Self.claims, secret: secret)
      #expect(try await Self.error(of: token) == .badSignature)
      #expect(try await Self.error(of: token) { $0.keys = [key] } == .unknownKey)
    }
  }

  @Test func `PSS for PKCS 1 and the other way round, with the same key`() async throws {
    let text = TokenForge.signed(#"{"alg":"PS256"}"#, Self.claims)
    let token = text + "." + TokenForge.encoded(try TokenForge.signature(of: text, .rs256))
    #expect(try await Self.error(of: token) == .badSignature)
    let ps256 = try TokenForge.token(.ps256, Self.claims)
    #expect(try await Self.error(of: ps256) { $0.keys = [try TokenForge.config(.rs256)] } == .unknownKey)
  }

  @Test func `the wrong algorithm for a kid`() async throws {
    let keys = [try TokenForge.config(.rs256, kid: "rsa"), try TokenForge.config(.es256, kid: "ec")]
    let token = try TokenForge.token(.es256, Self.claims, header: #","kid":"rsa""#)
    #expect(try await Self.error(of: token) { $0.keys = keys } == .unknownKey)
    let good = try TokenForge.token(.es256, Self.claims, header: #","kid":"ec""#)
    #expect(try await Self.error(of: good) { $0.keys = keys } == nil)
  }

  // MARK: Keys and extensions in the header

  static let kids = [
    "../../../../dev/null", "/proc/self/environ", "file:///etc/passwd", "x' UNION SELECT 'secret' --",
    "'; DROP TABLE keys",
    #"\u0000"#, #"first\u0000"#, "$(id)", "${env:SECRET}", "|cat", "%2e%2e%2f", "FIRST", "first ", "",
    "http://evil.example/",
  ]

  @Test(arguments: kids)
  func `kid tricks`(_ kid: String) async throws {
    let named = try TokenForge.config(.hs256, kid: "first")
    let token = try TokenForge.token(.hs256, Self.claims, header: #","kid":"\#(kid)""#)
    #expect(try await Self.error(of: token) { $0.keys = [named] } == .unknownKey)
  }

  @Test func `a kid of eight thousand bytes`() async throws {
    let named = try TokenForge.config(.hs256, kid: "first")
    let kid = { (count: Int) in #","kid":"\#(String(repeating: "k", count: count))""# }
    let long = try TokenForge.token(.hs256, Self.claims, header: kid(5000))
    #expect(try await Self.error(of: long) { $0.keys = [named] } == .unknownKey)
    let longer = try TokenForge.token(.hs256, Self.claims, header: kid(8192))
    #expect(try await Self.error(of: longer) { $0.keys = [named] } == .malformed("longer than 8192 bytes"))
  }

  @Test(arguments: ["null", "1", "true", "[\"first\"]", "{}"])
  func `a kid that is no string`(_ kid: String) async throws {
    let token = try TokenForge.token(.hs256, Self.claims, header: #","kid":\#(kid)"#)
    #expect(try await Self.error(of: token) == .malformed("the header's 'kid' is not a string"))
  }

  @Test(arguments: [#"["exp"]"#, #"["b64"],"b64":false"#, "[]", "null", #""exp""#, #"["http://evil.example"]"#])
  func `crit`(_ crit: String) async throws {
    let token = try TokenForge.token(.hs256, Self.claims, header: #","crit":\#(crit)"#)
    #expect(try await Self.error(of: token) == .malformed("the header demands extensions"))
  }

  /// CVE-2018-0114 and its kind: the attacker's own key comes along.
  @Test func `jwk, jku, x5u and x5c in the header are worth nothing`() async throws {
    let attacker = P256.Signing.PrivateKey()
    let point = attacker.publicKey.rawRepresentation
    let jwk = """
      {"kty":"EC","crv":"P-256","x":"\(TokenForge.encoded(point.prefix(32)))",\
      "y":"\(TokenForge.encoded(point.suffix(32)))"}
      """
    for more in [
      #""jwk":\#(jwk)"#, #""jku":"http://127.0.0.1:1/jwks.json""#, #""x5u":"http://127.0.0.1:1/x""#, #""x5c":["AA"]"#,
    ] {
      let text = TokenForge.signed(#"{"alg":"ES256",\#(more)}"#, Self.claims)
      let signature = try attacker.signature(for: SHA256.hash(data: Data(text.utf8))).rawRepresentation
      #expect(try await Self.error(of: text + "." + TokenForge.encoded(signature)) == .badSignature)
      // They do no harm beside a good signature either.
      #expect(try await Self.error(of: TokenForge.token(.es256, Self.claims, header: "," + more)) == nil)
    }
  }

  // MARK: Form

  @Test func `duplicate members in header and claims`() async throws {
    for header in [#","alg":"none""#, #","a\u006cg":"HS256""#, #","typ":"a","typ":"b""#] {
      let token = try TokenForge.token(.hs256, Self.claims, header: header)
      #expect(try await Self.error(of: token) == .malformed("the header is not a JSON object"))
    }
    for claims in [#"{"sub":"a","sub":"b","exp":1705318200}"#, #"{"sub":"a","exp":1,"e\u0078p":1705318200}"#] {
      let token = try TokenForge.token(.hs256, claims)
      #expect(try await Self.error(of: token) == .malformed("the payload is not a JSON object"))
    }
  }

  @Test func `tampered header, payload and signature`() async throws {
    let token = try TokenForge.token(.rs256, #"{"sub":"u","role":"observer","exp":1705318200}"#)
    let parts = token.split(separator: ".").map(String.init)
    let admin = TokenForge.encoded(Array(#"{"sub":"u","role":"admin","exp":1705318200}"#.utf8))
    let longer = TokenForge.encoded(Array(#"{"sub":"u","role":"observer","exp":9999999999}"#.utf8))
    let header = TokenForge.encoded(Array(#"{"alg":"RS256","typ":"JWT"}"#.utf8))
    let signature = try #require(Base64URL.decode(Array(parts[2].utf8)[...]))
    for changed in [
      [parts[0], admin, parts[2]], [parts[0], longer, parts[2]], [header, parts[1], parts[2]],
      [parts[0], parts[1], TokenForge.encoded(signature.dropLast())], [parts[0], parts[1], parts[2] + "AAAA"],
      [parts[0], parts[1], ""], [parts[0], parts[1], "AAAA"],
    ] {
      #expect(try await Self.error(of: changed.joined(separator: ".")) == .badSignature)
    }
  }

  @Test func `base64url that is padded, not canonical, or not base64url`() async throws {
    let token = try TokenForge.token(.hs256, Self.claims)
    let parts = token.split(separator: ".").map(String.init)
    // 32 bytes are 43 digits, the last of which has two bits that mean nothing.
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    let last = try #require(parts[2].last.flatMap { digits.firstIndex(of: $0) })
    let twin = String(parts[2].dropLast()) + String(digits[last ^ 1])
    for signature in [
      twin, parts[2] + "=", parts[2] + "==", parts[2].replacing("-", with: "+") + "+", parts[2] + "%3D",
    ] {
      #expect(
        try await Self.error(of: [parts[0], parts[1], signature].joined(separator: "."))
          == .malformed("the signature is not base64url"))
    }
    #expect(
      try await Self.error(of: [parts[0] + "=", parts[1], parts[2]].joined(separator: "."))
        == .malformed("the header is not base64url"))
    #expect(
      try await Self.error(of: TokenForge.unsigned(#"{"alg":"HS256"}"#, Self.claims).replacing(".", with: "=."))
        == .malformed("the header is not base64url"))
  }

  @Test func `white space around and within`() async throws {
    let token = try TokenForge.token(.hs256, Self.claims)
    for bad in [
      " " + token, token + " ", token + "\n", "\t" + token, token.replacing(".", with: ". "), token + "\u{0}",
    ] {
      guard case .malformed = try await Self.error(of: bad) else {
        Issue.record("a token with white space is taken")
        continue
      }
    }
  }

  @Test func `extra parts, missing parts, and the five parts of a JWE`() async throws {
    let token = try TokenForge.token(.hs256, Self.claims)
    let jwe = TokenForge.encoded(Array(#"{"alg":"dir","enc":"A256GCM"}"#.utf8)) + "..AAAA.AAAA.AAAA"
    let parts = token.split(separator: ".").map(String.init)
    for bad in [token + ".", token + ".AAAA", "." + token, parts[0] + "." + parts[1], parts[0], "", "....", jwe] {
      #expect(try await Self.error(of: bad) == .malformed("it has not three parts"))
    }
  }

  @Test func `8 KiB are taken, one byte more is not`() async throws {
    let base = try TokenForge.token(.hs256, Self.claims).utf8.count
    // Four digits for three bytes.
    let filler = ((8192 - base) * 3 / 4) - 12
    var token = ""
    for more in 0..<16 where token.utf8.count < 8190 {
      let note = String(repeating: "x", count: filler + more)
      token = try TokenForge.token(.hs256, #"{"sub":"u","note":"\#(note)","exp":1705318200}"#)
    }
    #expect((8180...8192).contains(token.utf8.count))
    #expect(try await Self.error(of: token) == nil)
    for long in [
      token + String(repeating: "A", count: 8193 - token.utf8.count), String(repeating: "a.", count: 1 << 20),
    ] {
      #expect(try await Self.error(of: long) == .malformed("longer than 8192 bytes"))
    }
  }

  @Test func `deeply nested claims`() async throws {
    let nested = { (depth: Int) in
      #"{"sub":"u","exp":1705318200,"x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        + "}"
    }
    #expect(try await Self.error(of: TokenForge.token(.hs256, nested(63))) == nil)
    for depth in [64, 1000, 2500] {
      #expect(
        try await Self.error(of: TokenForge.token(.hs256, nested(depth)))
          == .malformed("the payload is not a JSON object"))
    }
  }

  @Test(arguments: [
    "null", "[]", "7", #""text""#, "", "{", "{}{}", #"{"sub":"\ud800","exp":1705318200}"#, "\u{feff}{}",
  ])
  func `claims that are no JSON object`(_ claims: String) async throws {
    #expect(
      try await Self.error(of: TokenForge.token(.hs256, claims)) == .malformed("the payload is not a JSON object"))
  }

  // MARK: Times and audience

  @Test(
    arguments: [
      ("1705314570", .expired), ("1705314570.999999", nil), ("1705318200.5", nil), ("17053182e2", nil),
      ("-1", .expired), ("-1e12", .expired), ("0", .expired), ("-0", .expired), ("1e-400", .expired),
      ("NaN", .malformed("the payload is not a JSON object")),
      ("Infinity", .malformed("the payload is not a JSON object")),
      ("1e400", .badClaim("exp")), ("-1e400", .badClaim("exp")), ("1e300", .badClaim("exp")),
      ("9223372036854775807", .badClaim("exp")), ("9223372036854775808", .badClaim("exp")),
      ("99999999999999999999999999", .badClaim("exp")), ("9000000000000", .badClaim("exp")), ("8999999999999", nil),
      (#""1705318200""#, .badClaim("exp")), ("true", .badClaim("exp")), ("[1705318200]", .badClaim("exp")),
      ("null", .badClaim("exp")), ("{}", .badClaim("exp")),
    ] as [(String, TokenError?)])
  func `exp of any number`(_ exp: String, _ expected: TokenError?) async throws {
    let token = try TokenForge.token(.es256, #"{"sub":"u","exp":\#(exp)}"#)
    #expect(try await Self.error(of: token) == expected)
  }

  @Test(arguments: ["nbf", "iat"])
  func `not yet valid`(_ name: String) async throws {
    let token = { (moment: Int) in
      try TokenForge.token(.es256, #"{"sub":"u","exp":1705318200,"\#(name)":\#(moment)}"#)
    }
    #expect(try await Self.error(of: token(Self.now + 30)) == nil)
    #expect(try await Self.error(of: token(Self.now + 31)) == .notYetValid)
    #expect(
      try await Self.error(of: TokenForge.token(.es256, #"{"sub":"u","exp":1705318200,"\#(name)":1e400}"#))
        == .badClaim(name))
  }

  @Test(arguments: [
    #""aud":"other""#, #""aud":["other","another"]"#, #""aud":[]"#, #""aud":[["junctor"]]"#, #""aud":{"junctor":1}"#,
    #""aud":"JUNCTOR""#, #""aud":"junctor ""#, #""aud":null"#, #""aud":7"#, #""audience":"junctor""#,
  ])
  func `a wrong audience, as a string and as a list`(_ audience: String) async throws {
    let token = try TokenForge.token(.es256, #"{"sub":"u","exp":1705318200,\#(audience)}"#)
    #expect(try await Self.error(of: token) { $0.audience = ["junctor"] } == .wrongAudience)
  }

  // MARK: Signatures

  /// CVE-2022-21449: the signature that fits everything where nobody looks.
  @Test(arguments: [(TokenAlgorithm.es256, 64), (.es384, 96), (.es512, 132)])
  func `ECDSA signatures of r = s = 0, of the group's order, of the wrong length`(
    _ alg: TokenAlgorithm, _ length: Int
  ) async throws {
    let text = TokenForge.signed(#"{"alg":"\#(alg.rawValue)"}"#, Self.claims)
    let good = try TokenForge.signature(of: text, alg)
    let zero = [UInt8](repeating: 0, count: length / 2)
    let one = Array(zero.dropLast()) + [1]
    let bad: [[UInt8]] = [
      zero + zero, zero + one, one + zero, one + one, [UInt8](repeating: 0xff, count: length), [], [0], zero,
      good + [0],
      good.dropLast(), zero + good, Array(good.prefix(length / 2)) + zero, zero + Array(good.suffix(length / 2)),
    ]
    for signature in bad {
      #expect(try await Self.error(of: text + "." + TokenForge.encoded(signature)) == .badSignature)
    }
    #expect(try await Self.error(of: text + "." + TokenForge.encoded(good)) == nil)
  }

  /// JWS has r and s one behind the other (RFC 7518 §3.4); DER would be a second form of the same signature.
  @Test func `an ECDSA signature in DER`() async throws {
    let text = TokenForge.signed(#"{"alg":"ES256"}"#, Self.claims)
    let signature = try TokenForge.ecdsa.signature(for: SHA256.hash(data: Data(text.utf8)))
    #expect(try await Self.error(of: text + "." + TokenForge.encoded(signature.derRepresentation)) == .badSignature)
    #expect(try await Self.error(of: text + "." + TokenForge.encoded(signature.rawRepresentation)) == nil)
  }

  @Test func `Ed25519 signatures of small order, of s beyond the order, of the wrong length`() async throws {
    let text = TokenForge.signed(#"{"alg":"EdDSA"}"#, Self.claims)
    let good = try TokenForge.signature(of: text, .edDSA)
    let identity: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
    let zero = [UInt8](repeating: 0, count: 32)
    // s + L is the same number to a careless verifier (RFC 8032 §5.1.7).
    let shifted = Array(good.prefix(32)) + Self.sum(Array(good.suffix(32)), Self.order)
    let bad: [[UInt8]] = [
      identity + zero, zero + zero, identity + identity, shifted, good + [0], Array(good.dropLast()), [], zero,
    ]
    for signature in bad {
      #expect(try await Self.error(of: text + "." + TokenForge.encoded(signature)) == .badSignature)
    }
    #expect(try await Self.error(of: text + "." + TokenForge.encoded(good)) == nil)
  }

  /// The order of Ed25519's group, least byte first (RFC 8032 §5.1).
  private static let order: [UInt8] =
    [
      0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    ] + [UInt8](repeating: 0, count: 15) + [0x10]

  /// Of two numbers, least byte first.
  private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var carry = 0
    return zip(left, right).map { pair in
      carry += Int(pair.0) + Int(pair.1)
      defer { carry >>= 8 }
      return UInt8(carry & 0xff)
    }
  }

  @Test(arguments: TokenAlgorithm.allCases)
  func `an empty signature`(_ alg: TokenAlgorithm) async throws {
    let token = TokenForge.signed(#"{"alg":"\#(alg.rawValue)"}"#, Self.claims) + "."
    #expect(try await Self.error(of: token) == .badSignature)
  }

  @Test(arguments: [TokenAlgorithm.rs256, .ps256])
  func `RSA signatures of zero, one and more than the modulus`(_ alg: TokenAlgorithm) async throws {
    let text = TokenForge.signed(#"{"alg":"\#(alg.rawValue)"}"#, Self.claims)
    let zero = [UInt8](repeating: 0, count: 256)
    let bad = [zero, Array(zero.dropLast()) + [1], [UInt8](repeating: 0xff, count: 256), [0], zero + zero]
    for signature in bad {
      #expect(try await Self.error(of: text + "." + TokenForge.encoded(signature)) == .badSignature)
    }
  }
}
