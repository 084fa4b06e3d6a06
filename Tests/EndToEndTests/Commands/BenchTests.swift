import RouterCore
import TestSupport
import Testing

/// `junctor bench` against a running server, small.
struct BenchTests {
  private static let clients = 20

  private func bench(
    _ router: JunctorProcess, _ scenario: String, _ options: [String] = [], token: String? = nil
  ) async throws -> Junctor.Result {
    let token = if let token { token } else { try await router.token() }
    return try await Junctor.result(
      Self.arguments(router, scenario, options), in: router.folder, environment: ["JUNCTOR_TOKEN": token])
  }

  private static func arguments(_ router: JunctorProcess, _ scenario: String, _ options: [String]) -> [String] {
    [
      "bench", scenario, "--url", "ws://127.0.0.1:\(router.port)", "--admin", "http://127.0.0.1:\(router.adminPort)",
      "--clients", "\(clients)",
    ] + options
  }

  /// The report of a run without faults.
  private func report(
    _ router: JunctorProcess, _ scenario: String, _ options: String...
  ) async throws -> JSONNode {
    try await report(router, scenario, options)
  }

  private func report(
    _ router: JunctorProcess, _ scenario: String, _ options: [String]
  ) async throws -> JSONNode {
    let result = try await bench(router, scenario, options + ["--format", "json"])
    guard result.end == .exit(0) else { throw Unexpected(result.errors + result.output, instead: "a report") }
    let report = try JSONDocument(parsing: result.output).root
    #expect(report["ok"]?.bool == true)
    #expect(report["faults"]?["lost"]?.int == 0)
    #expect(try #require(report["server"]?["cpu_seconds"]?.double) > 0)
    return report
  }

  // MARK: Scenarios

  @Test func `fan-out brings every event to every client`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let report = try await report(router, "fan-out", "--count", "300", "--warm-up", "0")
      #expect(report["events"]?["accepted"]?.int == 300)
      #expect(report["deliveries"]?.int == 300 * Self.clients)
      #expect(try #require(report["latency_ms"]?["p99"]?.double) > 0)
      // One more for everyone at the beginning.
      #expect(try await router.expectBalance().sum("junctor_client_frames_total") == 301 * Self.clients)
    }
  }

  @Test func `fan-out at a rate does the same`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let report = try await report(
        router, "fan-out", "--count", "100", "--rate", "5000", "--payload", "1000", "--threads", "2", "--warm-up",
        "10ms")
      #expect(report["deliveries"]?.int == 100 * Self.clients)
      #expect(report["rate"]?.double == 5000)
    }
  }

  @Test func `Compressed events are fewer bytes and the same events`() async throws {
    var off = SampleConfig.crowded
    off.compression = false
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let load = ["--count", "50", "--payload", "2000", "--warm-up", "0"]
      let deflated = try await report(router, "fan-out", load + ["--deflate"])
      let plain = try await report(router, "fan-out", load)
      #expect(try #require(deflated["frame_bytes"]?.int) * 3 < (try #require(plain["frame_bytes"]?.int)))
      // Every event once on each event loop, however many of its clients hear it; one more comes at the beginning.
      let compressed = try await router.metrics().sum("junctor_compressed_frames_total")
      #expect(compressed > 0 && compressed < 51 * Self.clients && compressed.isMultiple(of: 51), "\(compressed)")
    }
    try await JunctorProcess.run(off, in: try .withSecret()) { router in
      let result = try await bench(router, "fan-out", ["--deflate"])
      #expect(result.end == .exit(1))
      #expect(result.errors.contains("the server does not compress"))
    }
  }

  @Test func `own-agent brings each client its own events`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let report = try await report(router, "own-agent", "--count", "333", "--batch", "7", "--warm-up", "0")
      #expect(report["deliveries"]?.int == 333)
      #expect(try await router.expectBalance().sum("junctor_client_frames_total") == 333 + Self.clients)
    }
  }

  @Test func `request-reply counts answers`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let report = try await report(router, "request-reply", "--count", "501", "--depth", "4", "--warm-up", "0")
      #expect(report["deliveries"]?.int == 501)
    }
  }

  @Test func `idle opens sessions and sends nothing`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let report = try await report(router, "idle", "--duration", "10ms")
      #expect(try #require(report["server"]?["memory_bytes"]?.double) > 0)
      #expect(try await router.metrics().sum("junctor_client_frames_total") == 0)
      #expect(try await router.metrics().sum("junctor_published_events_total") == 0)
    }
  }

  @Test func `People get a table`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let result = try await bench(router, "fan-out", ["--count", "50", "--warm-up", "0"])
      #expect(result.end == .exit(0))
      #expect(result.output.hasPrefix("fan-out: every event to 20 clients, 200-byte events, at most 64 outstanding\n"))
      for text in ["  deliveries     1 000 (", "  faults         0 lost, 0 repeated\n", " s per million deliveries, "] {
        #expect(result.output.contains(text), "\(text)")
      }
    }
  }

  @Test func `Without the server's own figures the rest is there`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      // The last one counts: the main listener asks for a token that the bench does not send there.
      let result = try await bench(
        router, "fan-out", ["--count", "50", "--warm-up", "0", "--admin", "http://127.0.0.1:\(router.port)"])
      #expect(result.end == .exit(0))
      #expect(result.output.contains("server CPU     unknown: the page answers 401\n"))
      #expect(result.output.contains("deliveries     1 000 ("))
    }
  }

  // MARK: Other listeners

  @Test func `Socket files and TLS are spoken too`() async throws {
    let folder = try TemporaryFolder.withSecret()
    try TestCertificate().write(to: folder)
    try TestCertificate().write(to: folder, as: "other")
    var config = SampleConfig.crowded
    config.listen =
      #"[ "127.0.0.1:0", "unix:clients.sock", { address: "127.0.0.1:0", tls: { certificate: tls.pem, key: tls-key.pem } } ]"#
    try await JunctorProcess.run(config, in: folder) { router in
      let secure = "wss://127.0.0.1:\(try await router.port(of: "tls=true"))"
      let few = ["--count", "50", "--warm-up", "0"]
      for options in [["--url", "unix:clients.sock"], ["--url", secure, "--ca", "tls.pem"]] {
        let result = try await bench(router, "own-agent", options + few)
        #expect(result.end == .exit(0), "\(result.errors)")
        #expect(result.output.contains("deliveries     50 ("))
      }
      let stranger = try await bench(router, "idle", ["--url", secure, "--ca", "other.pem"])
      #expect(stranger.end == .exit(1))
      #expect(stranger.errors.contains("the TLS handshake failed: CERTIFICATE_VERIFY_FAILED. --ca names the file"))
      let plain = try await bench(router, "idle", ["--url", "wss://127.0.0.1:\(router.port)", "--ca", "tls.pem"])
      #expect(plain.end == .exit(1))
      #expect(plain.errors.contains("the TLS handshake failed"), "\(plain.errors)")
    }
  }

  // MARK: Failures

  @Test func `A wrong token is told with what to do`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let result = try await bench(router, "fan-out", token: "not-a-token")
      #expect(result.end == .exit(1))
      #expect(result.errors.contains("Error: the server refused the connection: AUTHENTICATION_FAILED"))
      #expect(result.errors.contains("junctor token"))
      #expect(!result.errors.contains("not-a-token"))
    }
  }

  @Test func `Missing permissions are told`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let reader = try await bench(router, "fan-out", token: try await router.token("--role", "observer"))
      #expect(reader.end == .exit(1))
      #expect(reader.errors.contains("refused an event with 403 (this needs the permission publish_events)"))
      let writer = try await router.token("--role", "", "--permission", "publish_events")
      let blind = try await bench(router, "fan-out", token: writer)
      #expect(blind.end == .exit(1))
      #expect(blind.errors.contains("refused the subscription: PERMISSION_DENIED"))
    }
  }

  @Test func `No server is told`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let token = try await router.token()
      _ = try await router.stop()
      let result = try await bench(router, "idle", token: token)
      #expect(result.end == .exit(1))
      #expect(result.errors.contains("cannot connect to ws://127.0.0.1:\(router.port): Connection refused"))
    }
  }

  @Test func `A config that sends clients nothing is noticed`() async throws {
    let config = SampleConfig(
      profile: "unlimited",
      routing: """
        sinks: { audit: { type: file, path: data/audit.ndjson } }
        pipelines: { live: { from: [ingest], to: [audit] }, none: { from: [live], to: [clients], through: [
          { type: filter, types: [system_alert] } ] } }
        """)
    try await JunctorProcess.run(config, in: try .withSecret()) { router in
      let result = try await bench(router, "fan-out", ["--patience", "500ms"])
      #expect(result.end == .exit(1))
      #expect(result.errors.contains("no client gets them: does a pipeline"))
    }
  }

  @Test func `A server that stops in the middle is told with its reason`() async throws {
    try await JunctorProcess.run(.crowded, in: try .withSecret()) { router in
      let process = try Junctor.start(
        Self.arguments(router, "fan-out", ["--duration", "1h", "--rate", "50"]), in: router.folder,
        environment: ["JUNCTOR_TOKEN": try await router.token()])
      let start = ContinuousClock.now
      while try await router.metrics().sum("junctor_client_frames_total") <= Self.clients {
        guard start.duration(to: .now) < patience else { throw Overdue(what: "event", instead: process.errors.text) }
      }
      #expect(try await router.stop() == .exit(0))
      #expect(try await process.end() == .exit(1))
      #expect(
        process.output.text.contains(
          "The server ended 20 connections: close 1001 \"server shutting down\" after disconnect_warning server_shutdown\n"
        ),
        "\(process.output.text)\(process.errors.text)")
    }
  }

  @Test(arguments: [
    (["fan-out", "--clients", "0"], "--clients must be at least 1"),
    (["fan-out", "--rate", "5", "--window", "5"], "--rate and --window exclude each other"),
    (["own-agent", "--batch", "1001"], "--batch goes from 1 to 1000"),
    (["own-agent", "--batch", "10", "--window", "9"], "--window must be at least --batch"),
    (["fan-out", "--payload", "2000", "--batch", "600"], "below 1 MiB"),
    (["request-reply", "--depth", "0"], "--depth must be at least 1"),
    (["idle", "--url", "http://127.0.0.1:1"], "--url 'http://127.0.0.1:1' is no server"),
    (["idle", "--duration", "5"], "'5' is invalid for '--duration"),
  ])
  func `A wrong option is explained`(options: [String], message: String) async throws {
    let result = try await Junctor.result(
      ["bench"] + options, in: try TemporaryFolder(), environment: ["JUNCTOR_TOKEN": "x"])
    #expect(result.end == .exit(64))
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func `Without a token it says how to make one`() async throws {
    let result = try await Junctor.result(["bench", "idle"], in: try TemporaryFolder())
    #expect(result.end == .exit(64))
    #expect(result.errors.contains("make one with 'junctor token CONFIG'"))
  }
}
