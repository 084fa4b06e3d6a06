import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Tokens that HTTP requests bring, and where they must not turn up.
@Suite(.timeLimit(.minutes(1)))
struct TokenLogTests {
  private static let claims = #"{"sub":"user_of_the_token","role":"admin","exp":1705318200}"#

  private static func tokens() throws -> [String] {
    let good = TokenForge.hs256(claims)
    return [
      good, good + "A", good.uppercased(), TokenForge.hs256(claims, secret: "another secret of thirty-two bytes"),
      TokenForge.unsigned(#"{"alg":"none"}"#, claims), TokenForge.hs256(#"{"sub":"user_of_the_token","exp":1}"#),
      try TokenForge.token(.es256, claims, header: #","kid":"name_of_the_key""#), good + ".AAAA.AAAA",
      "password_in_clear",
    ]
  }

  @Test func `No answer and no log line has anything of a token, good or bad`() async throws {
    try await GatewayBench.running { bench in
      for token in try Self.tokens() {
        for (path, header) in [
          ("/metrics", "Authorization: Bearer \(token)\r\n"), ("/metrics?token=\(token)", ""),
          ("/nowhere?token=\(token)", ""), ("/api/v1/ws?token=\(token)", ""),
        ] {
          let reply = try await LoopbackClient.connected(to: bench.port) { client in
            try await client.request("GET", path, header)
          }
          let texts = [try #require(reply).body] + bench.logs.lines
          for part in token.split(separator: ".") where part.count > 8 {
            #expect(!texts.contains { $0.contains(part.prefix(12)) }, "\(path.prefix(12))")
          }
          for word in ["user_of_the_token", "name_of_the_key"] {
            #expect(!texts.contains { $0.contains(word) }, "\(path.prefix(12))")
          }
        }
      }
      let refused = try await LoopbackClient.connected(to: bench.port) { client in
        try await client.request("GET", "/metrics", "Authorization: Bearer no.to.ken\r\n")
      }
      #expect(refused?.status == 401 && refused?.headers["www-authenticate"] == "Bearer")
    }
  }
}
