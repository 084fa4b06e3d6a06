import RouterCore
import Testing

@testable import RouterGateway

/// The examples of the RFCs, keys and tokens. None of them has a subject and an expiry of our time, so what is asked is the
/// signature.
struct RFCTokenTests {
  private static func key(_ example: RFCToken) async throws -> VerificationKey {
    let node = try JSONDocument(parsing: example.key).root
    if example.algorithm.isSymmetric {
      let secret = try #require(Base64URL.decode(Array(node["k"]?.string?.utf8 ?? "".utf8)[...]))
      return try await VerificationKey(.hmac(secret), for: example.algorithm, kid: node["kid"]?.string)
    }
    let key = try JSONWebKey(node)
    #expect(key.algorithm == example.algorithm)
    return try await VerificationKey(key.material, for: key.algorithm, kid: key.kid)
  }

  @Test(arguments: RFCToken.all)
  func `The example's key fits the example's token`(_ example: RFCToken) async throws {
    let token = try TokenParts(example.token, maxBytes: 8192)
    #expect(token.isSigned(with: try await Self.key(example)))
  }

  @Test(arguments: RFCToken.all)
  func `No other example's key fits it`(_ example: RFCToken) async throws {
    let token = try TokenParts(example.token, maxBytes: 8192)
    for other in RFCToken.all where other.key != example.key {
      #expect(!token.isSigned(with: try await Self.key(other)), "\(other.testDescription)")
    }
  }

  @Test(arguments: RFCToken.all)
  func `No changed byte of the payload or the signature goes unnoticed`(_ example: RFCToken) async throws {
    let key = try await Self.key(example)
    let parts = example.token.split(separator: ".").map { Array($0.utf8) }
    for part in [1, 2] {
      for index in stride(from: 0, to: parts[part].count, by: 7) {
        var changed = parts
        changed[part][index] = changed[part][index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let text = changed.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
        let token = try? TokenParts(text, maxBytes: 8192)
        #expect(token?.isSigned(with: key) != true, "byte \(index) of part \(part)")
      }
    }
  }
}
