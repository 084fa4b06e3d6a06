import TestSupport
import Testing

/// A router whose descriptors are used up.
struct DescriptorTests {
  private static let descriptors = 64

  /// Silent connections are to stay.
  private static var config: SampleConfig {
    var config = SampleConfig.clients
    config.handshakeTimeout = "300s"
    return config
  }

  private static func pauses(_ page: MetricsPage) -> Int { page.sum("junctor_accept_pauses_total") }

  @Test func `A full router answers operators, costs nothing and takes clients as others leave`() async throws {
    try await JunctorProcess.run(Self.config, descriptors: Self.descriptors) { router in
      let token = try await router.token()
      let limit = try await router.metrics().sum("junctor_connection_limit")
      #expect((1..<Self.descriptors).contains(limit))
      let crowd = try Crowd(port: router.port)
      try await crowd.open(limit + 30)
      _ = try await router.metrics { Self.pauses($0) > 0 }
      // In the backlog: connected as far as it can tell, and not answered.
      let client = try Client(.python, port: router.port, token: token)
      for _ in 0..<50 { #expect(try await router.getFromAdmin("/health/ready").status == 200) }
      let full = try await router.metrics()
      #expect(full.sum("junctor_connections") == limit)
      #expect(full.sum("junctor_sessions") == 0)
      #expect(Self.pauses(full) == 1)
      try await crowd.close(limit + 30)
      try await client.reports.opened()
      #expect(try await client.frame().type == "connection_established")
      let page = try await router.metrics { $0.sum("junctor_connections") == 2 }
      #expect(page.sum("junctor_sessions") == 1)
      let warnings = router.process.errors.lines.filter { $0.contains("a listener pauses accepting") }
      #expect(warnings.count == 1)
      #expect(try await router.stop() == .exit(0))
    }
  }
}
