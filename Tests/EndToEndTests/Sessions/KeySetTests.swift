import TestSupport
import Testing

/// Tokens of an issuer that publishes its keys: a real HTTP server, and tokens that PyJWT has signed.
struct KeySetTests {
  private static let timing = "pause: 1s, refresh: 10s, timeout: 2s"

  /// - Parameter more: further keys of the set's config.
  private func config(_ issuer: Issuer, _ more: String = timing) -> SampleConfig {
    var config = SampleConfig.clients
    config.auth = """
      { issuer: https://id.example.com, audience: junctor, jwks: [ { url: "\(issuer.url)", \(more) } ] }
      """
    return config
  }

  @Test(arguments: ["ES256", "ES384", "RS256", "PS256", "EdDSA"])
  func `Tokens of every algorithm that PyJWT signs are good`(_ alg: String) async throws {
    let issuer = try await Issuer()
    try await issuer.rotate(alg)
    try await JunctorProcess.run(config(issuer)) { router in
      let token = try await issuer.token()
      #expect(try await router.post(Events.status(), token: token).status == 202)
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("agent_status")
      #expect(try await router.post(Events.status(), token: token).status == 202)
      #expect(try await client.frame().type == "agent_status")
      #expect(try await router.post(Events.status(), token: issuer.token(#","nbf":4102444000"#)).status == 401)
    }
  }

  @Test func `Keys are rotated, the issuer fails and comes back, and nobody has to restart the router`() async throws {
    let issuer = try await Issuer()
    try await issuer.rotate("ES256")
    try await JunctorProcess.run(config(issuer)) { router in
      let first = try await issuer.token()
      #expect(try await router.post(Events.status(), token: first).status == 202)

      // A new key is found when its first token comes, at the latest when the pause is over.
      try await issuer.rotate("EdDSA")
      let second = try await issuer.token()
      try await accepted(second, by: router)
      #expect(try await router.post(Events.status(), token: first).status == 202)

      // The old key is gone with the next fetch, which a made-up name brings about.
      try await issuer.rotate("RS256", keepingOld: false)
      let third = try await issuer.token()
      try await accepted(third, by: router)
      #expect(try await router.post(Events.status(), token: first).status == 401)
      #expect(try await router.post(Events.status(), token: second).status == 401)

      // While the issuer is down its keys stay in force.
      let port = issuer.port
      try await issuer.kill()
      let stranger = try await Issuer()
      try await stranger.rotate("ES256")
      let unknown = try await stranger.token()
      while try await router.metrics().sum("junctor_jwks_refreshes_total", ["result": "failed"]) == 0 {
        #expect(try await router.post(Events.status(), token: unknown).status == 401)
      }
      #expect(try await router.post(Events.status(), token: third).status == 202)

      // It comes back with another key.
      let successor = try await Issuer(port: port)
      try await successor.rotate("ES384")
      try await accepted(try await successor.token(), by: router)
      #expect(try await router.post(Events.status(), token: third).status == 401)
      #expect(try await router.metrics().sum("junctor_jwks_refreshes_total", ["result": "changed"]) == 4)
      let log = router.process.errors.text
      #expect(log.contains("keys of tokens cannot be fetched"))
      for token in [first, second, third] {
        for part in token.split(separator: ".") { #expect(!log.contains(part.prefix(16))) }
      }
    }
  }

  /// Asks again until the pause between two fetches is over.
  private func accepted(_ token: String, by router: JunctorProcess) async throws {
    let deadline = ContinuousClock.now + patience
    var status = try await router.post(Events.status(), token: token).status
    while status != 202 {
      guard ContinuousClock.now < deadline else { throw Overdue(what: "202", instead: "\(status)") }
      #expect(status == 401)
      status = try await router.post(Events.status(), token: token).status
    }
  }

  @Test(arguments: Issuer.Mode.allCases.filter { $0 != .good })
  func `An issuer that is out of order means 503, and is asked again`(_ mode: Issuer.Mode) async throws {
    let issuer = try await Issuer()
    try await issuer.rotate("ES256")
    try await issuer.serve(mode)
    try await JunctorProcess.run(config(issuer)) { router in
      let token = try await issuer.token()
      let reply = try await router.post(Events.status(), token: token)
      #expect(reply.status == 503)
      #expect(reply.headers["content-type"] == "application/problem+json")
      #expect((1...10).contains(Int(reply.headers["retry-after"] ?? "") ?? 0))
      // What has nothing to do with the issuer goes on.
      #expect(try await router.get("/health/ready").status == 200)
      #expect(try await router.post(Events.status(), token: "no.to.ken").status == 401)
      try await issuer.serve(.good)
      let deadline = ContinuousClock.now + patience
      while try await router.post(Events.status(), token: token).status != 202 {
        guard ContinuousClock.now < deadline else { throw Overdue(what: "202", instead: router.process.errors.text) }
      }
      #expect(!router.process.errors.text.contains("/elsewhere"))
    }
  }

  @Test func `A storm of made-up keys is no storm at the issuer`() async throws {
    let issuer = try await Issuer()
    try await issuer.rotate("ES256")
    try await JunctorProcess.run(config(issuer, "pause: 1h, refresh: 2h")) { router in
      let good = try await issuer.token()
      #expect(try await router.post(Events.status(), token: good).status == 202)
      let stranger = try await Issuer()
      for _ in 0..<200 {
        try await stranger.rotate("EdDSA")
        #expect(try await router.post(Events.status(), token: stranger.token()).status == 401)
      }
      #expect(issuer.fetches == 1)
      #expect(try await router.post(Events.status(), token: good).status == 202)
    }
  }

  @Test func `https with an authority of one's own; a wrong one is refused`() async throws {
    let folder = try TemporaryFolder()
    let files = try TestCertificate().write(to: folder)
    let other = try TestCertificate().write(to: folder, as: "other")
    let issuer = try await Issuer(tls: files)
    try await issuer.rotate("ES256")
    let token = try await issuer.token()
    try await JunctorProcess.run(config(issuer, "\(Self.timing), ca: \(files.certificate)")) { router in
      let reply = try await router.post(Events.status(), token: token)
      #expect(reply.status == 202)
    }
    for ca in [", ca: \(other.certificate)", ""] {
      try await JunctorProcess.run(config(issuer, Self.timing + ca)) { router in
        let reply = try await router.post(Events.status(), token: token)
        #expect(reply.status == 503)
        #expect(router.process.errors.text.contains("TLS: "))
      }
    }
  }
}
