import TestSupport
import Testing

/// Tokens that the router did not make.
struct TokenTests {
  struct BadToken: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var secret = TemporaryFolder.secret
    var header = #"{"alg":"HS256","typ":"JWT"}"#
    var claims = #"{"sub":"u","role":"admin","exp":4102444800}"#
  }

  private static let badTokens = [
    BadToken(testDescription: "signed with another secret", secret: "another secret of thirty-two bytes"),
    BadToken(testDescription: "expired", claims: #"{"sub":"u","role":"admin","exp":1700000000}"#),
    BadToken(testDescription: "without an expiry", claims: #"{"sub":"u","role":"admin"}"#),
    BadToken(testDescription: "not valid yet", claims: #"{"sub":"u","nbf":4102444000,"exp":4102444800}"#),
    BadToken(testDescription: "without a subject", claims: #"{"role":"admin","exp":4102444800}"#),
    BadToken(testDescription: "of the algorithm none", header: #"{"alg":"none"}"#),
  ]

  private func run(_ body: (JunctorProcess) async throws -> Void) async throws {
    try await JunctorProcess.run(.clients, in: try .withSecret(), body)
  }

  private func sign(_ token: BadToken) async throws -> String {
    let process = try ChildProcess(
      Installation.python, [Installation.client("mint_token.py"), token.secret, token.header, token.claims])
    try await process.end()
    return process.output.lines.first ?? ""
  }

  @Test func `A token that another program has signed is good`() async throws {
    try await run { router in
      let token = try await sign(BadToken(testDescription: "good"))
      _ = try await router.connect(.python, token: token)
    }
  }

  @Test func `A bad token is answered by both an error and the code that says so`() async throws {
    try await run { router in
      for bad in Self.badTokens {
        let token = try await sign(bad)
        for library in Client.Library.allCases {
          try await expectRefusal(Client(library, port: router.port, token: token), of: bad.testDescription)
        }
      }
      for library in Client.Library.allCases {
        try await expectRefusal(Client(library, port: router.port, token: "no.to.ken"), of: "no token at all")
        try await expectRefusal(Client(library, port: router.port, token: ""), of: "an empty one")
      }
      #expect(try await router.metrics().sum("junctor_refused_tokens_total") == 2 * (Self.badTokens.count + 2))
    }
  }

  @Test func `Two different tokens are one too many`() async throws {
    try await run { router in
      let token = try await sign(BadToken(testDescription: "good"))
      try await expectRefusal(
        Client(.node, port: router.port, token: token, in: .header, query: "token=x\(token)"), of: "two tokens")
      _ = try await Client(.node, port: router.port, token: token, in: .header, query: "token=\(token)").reports
        .opened()
    }
  }

  private func expectRefusal(_ client: Client, of token: String) async throws {
    try await client.reports.opened()
    let (frames, closing) = try await client.closing()
    #expect(frames.map(\.type) == ["connection_error"], "\(token)")
    #expect(frames.first?.string("error_code") == "AUTHENTICATION_FAILED", "\(token)")
    #expect(frames.first?.int("close_code") == 1008, "\(token)")
    #expect(closing.code == 1008, "\(token)")
  }

  @Test func `Observers see but do not publish`() async throws {
    try await run { router in
      let observer = try await router.token("--role", "observer")
      let client = try await router.connect(.python, token: observer)
      try await client.subscribe("agent_status")
      #expect(try await router.post(Events.status(), token: observer).status == 403)
      let agent = try await router.token("--role", "", "--agent", "agent_1", "--subject", "agent")
      #expect(try await router.post(Events.status(agent: "agent_2"), token: agent).status == 403)
      #expect(try await router.post(Events.status(), token: agent).status == 202)
      #expect(try await client.frame().string("agent_id") == "agent_1")
    }
  }
}
