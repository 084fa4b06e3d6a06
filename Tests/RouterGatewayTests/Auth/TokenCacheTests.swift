import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// A cached token must be worth what it is worth uncached, at every moment and whoever brings it.
struct TokenCacheTests {
  private static let now = 1_705_314_600

  private static func claims(_ more: String = "") -> String { #"{"sub":"u","exp":\#(now + 100)\#(more)}"# }

  private static func cache(secret: String = AuthConfig.secret, capacity: Int = 8) async throws -> TokenCache {
    TokenCache(try await verifier(secret: secret), capacity: capacity)
  }

  private static func verifier(secret: String = AuthConfig.secret) async throws -> TokenVerifier {
    var config = AuthConfig.test
    config.keys[0].secret = Secret(secret)
    return try await TokenVerifier(config, secrets: [:])
  }

  private static func outcome(_ body: () throws -> Principal) rethrows -> Result<Principal, TokenError> {
    do {
      return .success(try body())
    } catch let error as TokenError {
      return .failure(error)
    }
  }

  private static func error(_ body: () throws -> Principal) rethrows -> TokenError? {
    if case .failure(let error) = try outcome(body) { error } else { nil }
  }

  @Test func `A token that comes again is known, and its end is asked again`() async throws {
    let cache = try await Self.cache()
    let token = TokenForge.hs256(Self.claims())
    let first = try cache.principal(token: token, at: VirtualTime.start)
    #expect(cache.count == 1)
    #expect(try cache.principal(token: token, at: VirtualTime.start + .seconds(129)) == first)
    #expect(cache.count == 1)
    #expect(try Self.error { try cache.principal(token: token, at: VirtualTime.start + .seconds(130)) } == .expired)
    #expect(cache.count == 0)
    #expect(try Self.error { try cache.principal(token: token, at: VirtualTime.start + .seconds(130)) } == .expired)
  }

  @Test func `A known token's beginning is asked again when the clock goes back`() async throws {
    let cache = try await Self.cache()
    let token = TokenForge.hs256(Self.claims(#","nbf":\#(Self.now)"#))
    _ = try cache.principal(token: token, at: VirtualTime.start)
    #expect(try Self.error { try cache.principal(token: token, at: VirtualTime.start - .seconds(31)) } == .notYetValid)
    #expect(cache.count == 1)
  }

  @Test func `A known token's fingerprint is asked at every use`() async throws {
    let cache = try await Self.cache()
    let token = TokenForge.hs256(Self.claims(#","fingerprint":"mine""#))
    #expect(try Self.error { try cache.principal(token: token, at: VirtualTime.start) } == .wrongFingerprint)
    #expect(cache.count == 0)
    _ = try cache.principal(token: token, fingerprint: "mine", at: VirtualTime.start)
    #expect(cache.count == 1)
    #expect(
      try Self.error { try cache.principal(token: token, fingerprint: "other", at: VirtualTime.start) }
        == .wrongFingerprint)
    #expect(try Self.error { try cache.principal(token: token, at: VirtualTime.start) } == .wrongFingerprint)
  }

  @Test func `Failures are not remembered`() async throws {
    let cache = try await Self.cache()
    let bad = [
      TokenForge.hs256(Self.claims(), secret: String(repeating: "x", count: 40)), "", "a.b.c",
      TokenForge.hs256(#"{"sub":"u","exp":1}"#), TokenForge.hs256(Self.claims(#","nbf":\#(Self.now + 99)"#)),
    ]
    for token in bad { #expect(try Self.error { try cache.principal(token: token, at: VirtualTime.start) } != nil) }
    #expect(cache.count == 0)
  }

  @Test func `Other keys make everything forgotten`() async throws {
    let cache = try await Self.cache()
    let token = TokenForge.hs256(Self.claims())
    _ = try cache.principal(token: token, at: VirtualTime.start)
    cache.use(try await Self.verifier(secret: String(repeating: "x", count: 40)))
    #expect(cache.count == 0)
    #expect(try Self.error { try cache.principal(token: token, at: VirtualTime.start) } == .badSignature)
    cache.use(try await Self.verifier())
    #expect(try cache.principal(token: token, at: VirtualTime.start).subject == "u")
  }

  @Test func `Long tokens are good and not remembered, endless ones are refused`() async throws {
    let cache = try await Self.cache()
    let long = TokenForge.hs256(Self.claims(#","note":"\#(String(repeating: "x", count: 2000))""#))
    #expect(try cache.principal(token: long, at: VirtualTime.start).subject == "u")
    #expect(cache.count == 0)
    let endless = String(repeating: "x", count: 100_000)
    #expect(
      try Self.error { try cache.principal(token: endless, at: VirtualTime.start) }
        == .malformed("longer than 8192 bytes"))
  }

  @Test func `It remembers no more tokens than it may`() async throws {
    let cache = try await Self.cache(capacity: 3)
    for number in 0..<20 {
      let token = TokenForge.hs256(#"{"sub":"\#(number)","exp":\#(Self.now + 100)}"#)
      #expect(try cache.principal(token: token, at: VirtualTime.start).subject == "\(number)")
      #expect(cache.count == min(3, number + 1))
    }
  }

  /// Good and bad tokens in random order, at random moments, by random clients, under changing keys.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `It says what the verifier says`(_ seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let secrets = [AuthConfig.secret, String(repeating: "k", count: 32)]
    var verifiers: [TokenVerifier] = []
    for secret in secrets { verifiers.append(try await Self.verifier(secret: secret)) }
    let tokens = (0..<60).map { _ in Self.randomToken(secrets, &random) }
    let cache = TokenCache(verifiers[0], capacity: 20)
    var verifier = verifiers[0]
    var accepted = 0
    for _ in 0..<3000 {
      if Int.random(in: 0..<100, using: &random) == 0, let other = verifiers.randomElement(using: &random) {
        cache.use(other)
        verifier = other
      }
      let token = tokens[Int.random(in: 0..<tokens.count, using: &random)]
      let fingerprint = [nil, "a", "b"].randomElement(using: &random) ?? nil
      let moment = VirtualTime.start + .seconds(Int.random(in: -60...60, using: &random))
      let expected = try Self.outcome { try verifier.principal(token: token, fingerprint: fingerprint, at: moment) }
      let result = try Self.outcome { try cache.principal(token: token, fingerprint: fingerprint, at: moment) }
      #expect(result == expected)
      if case .success = result { accepted += 1 }
    }
    #expect(accepted > 200)
  }

  private static func randomToken(_ secrets: [String], _ random: inout SplitMix64) -> String {
    func some(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
    func moment() -> String { "\(now + Int.random(in: -60...60, using: &random))" }
    let claims = [
      some([#""sub":"u""#, #""sub":"v""#, #""user_id":"w""#, #""sub":"""#]), #""exp":\#(moment())"#,
      some(["", "", #","nbf":\#(moment())"#, #","iat":\#(moment())"#]),
      some(["", "", #","fingerprint":"a""#]), some(["", #","role":"admin""#, #","agent_id":"x""#]),
    ]
    let token = TokenForge.hs256(
      "{\(claims[0]),\(claims[1...].joined())}", secret: some(secrets))
    return some([token, token, token, token, String(token.dropLast()), "x" + token])
  }
}
