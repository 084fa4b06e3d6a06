import RouterCore
@testable import RouterGateway
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TLSListenerTests {
  private static func server(_ certificate: TestCertificate, in folder: TemporaryFolder) throws -> ServerConfig {
    let paths = try certificate.write(to: folder)
    var server = ServerConfig.test
    let tls = TLSConfig(certificate: paths.certificate, key: paths.key)
    server.listen = ListenerList([ListenerConfig(.tcp(host: "127.0.0.1", port: 0), tls: tls)])
    return server
  }

  /// A gateway with one TLS listener.
  private static func running(
    _ certificate: TestCertificate,
    _ body: @escaping @Sendable (GatewayBench, TemporaryFolder) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let server = try server(certificate, in: folder)
    try await GatewayBench.running(server) { bench in
      #expect(bench.places.map(\.isTLS) == [true])
      try await body(bench, folder)
    }
  }

  private static func answers(_ bench: GatewayBench, trusting certificate: TestCertificate) async -> Bool {
    let response = try? await LoopbackClient.connected(to: bench.places[0].address, trusting: certificate) { client in
      try await client.request("GET", "/health/live")
    }
    return response?.status == 200
  }

  @Test func `HTTP and sessions work over TLS`() async throws {
    let certificate = try TestCertificate()
    try await Self.running(certificate) { bench, _ in
      #expect(await Self.answers(bench, trusting: certificate))
      #expect(await !Self.answers(bench, trusting: try TestCertificate()))
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.places[0].address, trusting: certificate) { client in
        try await client.beginSession(token)
        try await client.subscribe(#"{"events":["agent_status"]}"#)
        for _ in 0..<50 { try await bench.publish() }
        for _ in 0..<50 { #expect(await client.messageType() == "agent_status") }
        try await client.send(.close(1000))
        #expect(await client.frame()?.closeCode == 1000)
        #expect(await client.frame() == nil)
      }
      await bench.waitForNoSessions()
    }
  }

  @Test func `Keep-alive and pipelining work over TLS`() async throws {
    let certificate = try TestCertificate()
    try await Self.running(certificate) { bench, _ in
      try await LoopbackClient.connected(to: bench.places[0].address, trusting: certificate) { client in
        let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try await client.send(get + get)
        for _ in 0..<2 { #expect(await client.response()?.status == 200) }
        try await client.send("nonsense\r\n\r\n")
        #expect(await client.readToEnd().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      }
    }
  }

  @Test func `New connections get a new certificate, open ones go on`() async throws {
    let (first, second) = (try TestCertificate(), try TestCertificate())
    try await Self.running(first) { bench, folder in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.places[0].address, trusting: first) { client in
        try await client.beginSession(token)
        try second.write(to: folder)
        #expect(await Self.answers(bench, trusting: first))
        await bench.time.advance(by: WatchedCredentials.checkEvery, times: 1)
        #expect(await Self.answers(bench, trusting: second))
        #expect(await !Self.answers(bench, trusting: first))
        try await client.send(json: #"{"type":"ping"}"#)
        #expect(await client.messageType() == "pong")
      }
    }
  }

  @Test(arguments: ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u{16}\u{3}\u{1}nonsense that is no ClientHello"])
  func `What is no TLS is closed and told at debug only`(_ text: String) async throws {
    let certificate = try TestCertificate()
    try await Self.running(certificate) { bench, _ in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(text)
        #expect(await !client.readToEnd().contains("HTTP"))
      }
      #expect(await Self.answers(bench, trusting: certificate))
      #expect(bench.logs.lines.contains { $0.hasPrefix("debug a connection failed before its first request") })
      #expect(!bench.logs.lines.contains { $0.hasPrefix("warning") || $0.hasPrefix("error") })
    }
  }

  @Test(arguments: ["", "\u{16}\u{3}\u{1}"])
  func `A handshake that is not completed is closed`(_ beginning: String) async throws {
    try await Self.running(try TestCertificate()) { bench, _ in
      try await LoopbackClient.connected(to: bench.port) { client in
        if !beginning.isEmpty { try await client.send(beginning) }
        #expect(await bench.whileTimePasses { await client.readToEnd() }.isEmpty)
      }
    }
  }

  @Test func `A client that speaks TLS and asks nothing is closed`() async throws {
    let certificate = try TestCertificate()
    try await Self.running(certificate) { bench, _ in
      try await LoopbackClient.connected(to: bench.places[0].address, trusting: certificate) { client in
        #expect(await bench.whileTimePasses { await client.readToEnd() }.isEmpty)
      }
    }
  }
}
