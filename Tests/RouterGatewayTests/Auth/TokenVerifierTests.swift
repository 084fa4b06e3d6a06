import ConfigSchema
import Crypto
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Tokens as attackers and careless issuers send them (contract §6, §7; RFC 7519, RFC 8725).
struct TokenVerifierTests {
  /// Seconds at the moment where tests start.
  private static let now = 1_705_314_600
  private static let exp = #""exp":1705318200"#
  private static let good = #"{"sub":"user_456",\#(exp)}"#

  private static func verify(
    _ token: String, _ change: (inout AuthConfig) -> Void = { _ in }, fingerprint: String? = nil
  ) async throws -> Principal {
    var config = AuthConfig.test
    change(&config)
    return try await TokenVerifier(config, secrets: [:]).principal(
      token: token, fingerprint: fingerprint, at: VirtualTime.start)
  }

  private static func error(
    of token: String, fingerprint: String? = nil, _ change: (inout AuthConfig) -> Void = { _ in }
  ) async throws -> TokenError? {
    do {
      _ = try await verify(token, change, fingerprint: fingerprint)
      return nil
    } catch let error as TokenError {
      #expect(token.count < 20 || !"\(error)".contains(token.prefix(20)), "the token stands in its error")
      return error
    }
  }

  @Test func `A key's name narrows the keys`() async throws {
    let named = { (config: inout AuthConfig) in config.keys[0].kid = "first" }
    let token = { (kid: String) in TokenForge.hs256(header: #"{"alg":"HS256","kid":\#(kid)}"#, Self.good) }
    #expect(try await Self.error(of: token(#""first""#), named) == nil)
    #expect(try await Self.error(of: TokenForge.hs256(Self.good), named) == nil)
    #expect(try await Self.error(of: token(#""second""#), named) == .unknownKey)
    #expect(try await Self.error(of: token(#""../../dev/null""#), named) == .unknownKey)
    #expect(try await Self.error(of: token(#""second""#)) == nil)
    for kid in ["null", "1", "[]", "{}"] {
      #expect(try await Self.error(of: token(kid)) == .malformed("the header's 'kid' is not a string"))
    }
  }

  // MARK: Form

  @Test(arguments: [
    "", ".", "..", "...", "a.b", "a.b.c.d", "!.!.!", "e30.e30.", "bnVsbA.e30.x", "W10.e30.x",
  ])
  func `What is no token is malformed`(_ token: String) async throws {
    guard case .malformed = try await Self.error(of: token) else {
      Issue.record("'\(token)' is taken for a token")
      return
    }
  }

  @Test func `Every tampering is noticed`() async throws {
    let token = TokenForge.hs256(Self.good)
    for (index, character) in token.enumerated() {
      var tampered = Array(token)
      tampered[index] = character == "A" ? "B" : "A"
      #expect(try await Self.error(of: String(tampered)) != nil, "byte \(index)")
    }
    #expect(try await Self.error(of: token + "=") == .malformed("the signature is not base64url"))
    #expect(try await Self.error(of: token + "\n") == .malformed("the signature is not base64url"))
    #expect(try await Self.error(of: TokenForge.unsigned(#"{"alg":"HS256"}"#, Self.good)) == .badSignature)
    #expect(
      try await Self.error(of: TokenForge.hs256(Self.good, secret: "another secret of thirty-two bytes"))
        == .badSignature)
  }

  @Test func `Unused bits of base64url must be zero`() {
    #expect(Base64URL.decode(Array("QQ".utf8)[...]) == [0x41])
    for text in ["QR", "QQ=", "QQ==", "Q", "Q Q", "+/+/"] { #expect(Base64URL.decode(Array(text.utf8)[...]) == nil) }
  }

  @Test func `Long tokens are refused unread`() async throws {
    let claims = #"{"sub":"\#(String(repeating: "x", count: 9000))",\#(Self.exp)}"#
    #expect(try await Self.error(of: TokenForge.hs256(claims)) == .malformed("longer than 8192 bytes"))
  }

  @Test(arguments: [#"["exp"]"#, "null", "[]"])
  func `Critical extensions are not understood`(_ crit: String) async throws {
    let token = TokenForge.hs256(header: #"{"alg":"HS256","crit":\#(crit)}"#, Self.good)
    #expect(try await Self.error(of: token) == .malformed("the header demands extensions"))
  }

  @Test func `Keys that come twice make a token malformed`() async throws {
    let twice = #"{"sub":"a","sub":"b",\#(Self.exp)}"#
    #expect(try await Self.error(of: TokenForge.hs256(twice)) == .malformed("the payload is not a JSON object"))
    let header = TokenForge.hs256(header: #"{"alg":"HS256","alg":"HS256"}"#, Self.good)
    #expect(try await Self.error(of: header) == .malformed("the header is not a JSON object"))
  }

  // MARK: Claims

  @Test(
    arguments: [
      (#""exp":\#(now - 29)"#, nil), (#""exp":\#(now - 30)"#, .expired), (#""exp":\#(now - 30).5"#, nil),
      (#""exp":\#(now + 9),"nbf":\#(now + 30)"#, nil), (#""exp":\#(now + 9),"nbf":\#(now + 31)"#, .notYetValid),
      (#""exp":\#(now + 9),"iat":\#(now + 30)"#, nil), (#""exp":\#(now + 9),"iat":\#(now + 31)"#, .notYetValid),
      (#""nbf":1"#, .badClaim("exp")), (#""exp":null"#, .badClaim("exp")), (#""exp":"\#(now + 9)""#, .badClaim("exp")),
      (#""exp":1e400"#, .badClaim("exp")), (#""exp":1e18"#, .badClaim("exp")), (#""exp":-1"#, .expired),
      (#""exp":\#(now + 9),"nbf":"x""#, .badClaim("nbf")), (#""exp":\#(now + 9),"iat":[]"#, .badClaim("iat")),
    ] as [(String, TokenError?)])
  func `Times are checked with thirty seconds of leeway`(_ claims: String, _ expected: TokenError?) async throws {
    #expect(try await Self.error(of: TokenForge.hs256(#"{"sub":"u",\#(claims)}"#)) == expected)
  }

  @Test func `A connection may last until the expiry and the leeway`() async throws {
    #expect(try await Self.verify(TokenForge.hs256(Self.good)).expires == VirtualTime.start + .seconds(3630))
  }

  @Test(
    arguments: [
      (#""sub":"b","user_id":"b""#, "b"), (#""user_id":"b""#, "b"), (#""sub":"b""#, "b"),
      (#""sub":"b","user_id":null"#, "b"), (#""sub":"b","user_id":"""#, nil), (#""sub":"","user_id":"b""#, nil),
      (#""sub":null,"user_id":"b""#, "b"),
      (#""sub":"""#, nil), (#""sub":7"#, nil), (#""role":"admin""#, nil), (#""user_id":true"#, nil),
    ] as [(String, String?)])
  func `The subject is sub or user_id`(_ claims: String, _ subject: String?) async throws {
    let result = try? await Self.verify(TokenForge.hs256("{\(claims),\(Self.exp)}"))
    #expect(result?.subject == subject)
  }

  @Test func `Two different subjects are one too many`() async throws {
    let token = TokenForge.hs256(#"{"sub":"a","user_id":"b",\#(Self.exp)}"#)
    #expect(try await Self.error(of: token) == .differentSubjects)
  }

  @Test func `There may be several issuers and audiences`() async throws {
    let change = { (config: inout AuthConfig) in (config.issuer, config.audience) = (["us", "you"], ["them", "all"]) }
    for claims in [#""iss":"us","aud":"all""#, #""iss":"you","aud":["x","them"]"#] {
      #expect(try await Self.error(of: TokenForge.hs256(#"{"sub":"u",\#(claims),\#(Self.exp)}"#), change) == nil)
    }
    let token = TokenForge.hs256(#"{"sub":"u","iss":"she","aud":"all",\#(Self.exp)}"#)
    #expect(try await Self.error(of: token, change) == .wrongIssuer)
  }

  @Test func `A key of one issuer signs for no other one`() async throws {
    let change = { (config: inout AuthConfig) in
      config.issuer = ["us", "them"]
      config.keys[0].issuer = "them"
    }
    let token = { (issuer: String) in TokenForge.hs256(#"{"sub":"u","iss":"\#(issuer)",\#(Self.exp)}"#) }
    #expect(try await Self.error(of: token("them"), change) == nil)
    #expect(try await Self.error(of: token("us"), change) == .wrongIssuer)
    #expect(try await Self.error(of: TokenForge.hs256(Self.good), change) == .wrongIssuer)
  }

  @Test(
    arguments: [
      (#""iss":"us","aud":"them""#, nil), (#""iss":"us","aud":["x","them"]"#, nil), (#""aud":"them""#, .wrongIssuer),
      (#""iss":"US","aud":"them""#, .wrongIssuer), (#""iss":"us""#, .wrongAudience),
      (#""iss":"us","aud":"x""#, .wrongAudience),
      (#""iss":"us","aud":[1]"#, .wrongAudience), (#""iss":["us"],"aud":"them""#, .wrongIssuer),
    ] as [(String, TokenError?)])
  func `Issuer and audience are checked when they are configured`(_ claims: String, _ expected: TokenError?)
    async throws
  {
    let token = TokenForge.hs256(#"{"sub":"u",\#(claims),\#(Self.exp)}"#)
    #expect(try await Self.error(of: token) { ($0.issuer, $0.audience) = (["us"], ["them"]) } == expected)
    #expect(try await Self.error(of: token) == nil)
  }

  @Test(
    arguments: [
      (#""role":"observer""#, [.viewAgents, .viewMetrics]), (#""role":"OBSERVER""#, [.viewAgents, .viewMetrics]),
      (#""role":"researcher""#, [.viewAgents, .viewMetrics, .createAgent, .modifyAgent]),
      (#""role":"Agent_Manager""#, [.viewAgents, .viewMetrics, .createAgent, .modifyAgent, .publishEvents]),
      (#""role":"admin""#, PermissionSet(Permission.allCases)), (#""role":"emperor""#, []), (#""role":null"#, []),
      (#""permissions":["VIEW_AGENTS","view_metrics","fly",7]"#, [.viewAgents, .viewMetrics]),
      (#""role":"observer","permissions":["admin_system"]"#, [.viewAgents, .viewMetrics, .adminSystem]),
      (#""agent_id":"agent_1""#, [.publishEvents]),
    ] as [(String, PermissionSet)])
  func `Permissions are those of the role and of the claim together`(_ claims: String, _ expected: PermissionSet)
    async throws
  {
    #expect(try await Self.verify(TokenForge.hs256(#"{"sub":"u",\#(claims),\#(Self.exp)}"#)).permissions == expected)
  }

  @Test(arguments: [
    (#""permissions":"admin_system""#, "permissions"), (#""permissions":{}"#, "permissions"),
    (#""role":["admin"]"#, "role"),
    (#""agent_id":7"#, "agent_id"), (#""agent_id":"""#, "agent_id"), (#""fingerprint":7"#, "fingerprint"),
    (#""fingerprint":"""#, "fingerprint"),
  ])
  func `Claims of the wrong kind are refused`(_ claims: String, _ name: String) async throws {
    #expect(try await Self.error(of: TokenForge.hs256(#"{"sub":"u",\#(claims),\#(Self.exp)}"#)) == .badClaim(name))
  }

  @Test(arguments: ["device-1", "a3f0cd6a2f7e1b2c1c3a41c28a0ff4b9ec5ed7a5a0d4c6a9f4b6d86b1b1c2a11"])
  func `A fingerprint in the token must be the client's, raw or as its SHA-256`(_ mine: String) async throws {
    let hash = SHA256.hash(data: Array(mine.utf8)).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    for claim in [mine, hash, hash.uppercased()] {
      let token = TokenForge.hs256(#"{"sub":"u","fingerprint":"\#(claim)",\#(Self.exp)}"#)
      #expect(try await Self.error(of: token, fingerprint: mine) == nil)
      #expect(try await Self.error(of: token, fingerprint: "other") == .wrongFingerprint)
      #expect(try await Self.error(of: token) == .wrongFingerprint)
    }
    #expect(try await Self.error(of: TokenForge.hs256(Self.good), fingerprint: mine) == nil)
  }
}
