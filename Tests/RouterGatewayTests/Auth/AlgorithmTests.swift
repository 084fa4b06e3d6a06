import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Every algorithm, and that a key is for one only (RFC 7518 §3, RFC 8037, RFC 8725 §3.1).
struct AlgorithmTests {
  private static let claims = #"{"sub":"user_456","exp":1705318200}"#

  private static func error(of token: String, _ keys: [KeyConfig]) async throws -> TokenError? {
    var config = AuthConfig()
    config.keys = keys
    do {
      _ = try await TokenVerifier(config, secrets: [:]).principal(token: token, at: VirtualTime.start)
      return nil
    } catch let error as TokenError {
      return error
    }
  }

  @Test(arguments: TokenAlgorithm.allCases)
  func `Its own tokens are good, those of all other algorithms are not`(_ alg: TokenAlgorithm) async throws {
    let key = try TokenForge.config(alg)
    for other in TokenAlgorithm.allCases {
      let token = try TokenForge.token(other, Self.claims)
      #expect(try await Self.error(of: token, [key]) == (other == alg ? nil : .unknownKey), "\(other.rawValue)")
    }
  }

  /// The same key would fit: the algorithm that it is for does not.
  @Test(arguments: TokenAlgorithm.allCases)
  func `Under another algorithm's name no signature is good`(_ alg: TokenAlgorithm) async throws {
    let keys = try TokenAlgorithm.allCases.map { try TokenForge.config($0) }
    for other in TokenAlgorithm.allCases where other != alg {
      let text = TokenForge.signed(#"{"alg":"\#(other.rawValue)"}"#, Self.claims)
      let token = text + "." + TokenForge.encoded(try TokenForge.signature(of: text, alg))
      #expect(try await Self.error(of: token, keys) == .badSignature, "\(other.rawValue)")
    }
  }

  @Test(arguments: TokenAlgorithm.allCases)
  func `A token of all of them finds its key among all`(_ alg: TokenAlgorithm) async throws {
    let keys = try TokenAlgorithm.allCases.map { try TokenForge.config($0, kid: $0.rawValue) }
    #expect(try await Self.error(of: TokenForge.token(alg, Self.claims), keys) == nil)
    let named = try TokenForge.token(alg, Self.claims, header: #","kid":"\#(alg.rawValue)""#)
    #expect(try await Self.error(of: named, keys) == nil)
    let other = TokenAlgorithm.allCases.first { $0 != alg }?.rawValue ?? ""
    let misnamed = try TokenForge.token(alg, Self.claims, header: #","kid":"\#(other)""#)
    #expect(try await Self.error(of: misnamed, keys) == .unknownKey)
  }

  @Test func `The documented algorithms are all there is`() {
    #expect(
      TokenAlgorithm.allCases.map(\.rawValue) == [
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
        "EdDSA",
      ])
  }
}
