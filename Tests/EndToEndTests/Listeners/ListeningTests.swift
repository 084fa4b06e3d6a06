import Foundation
import TestSupport
import Testing

/// Several listeners, unix sockets and TLS.
struct ListeningTests {
  /// A router that listens by TCP, by a socket file and with TLS, and a folder with its certificate.
  private static func run(_ body: (JunctorProcess, _ tlsPort: Int) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    try TestCertificate().write(to: folder)
    var config = SampleConfig.clients
    config.listen =
      #"[ "127.0.0.1:0", "unix:clients.sock", { address: "127.0.0.1:0", tls: { certificate: tls.pem, key: tls-key.pem } } ]"#
    try await JunctorProcess.run(config, in: folder) { router in
      try await body(router, try await router.port(of: "tls=true"))
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `A session is the same over TCP, a socket file and TLS`(_ library: Client.Library) async throws {
    try await Self.run { router, tlsPort in
      let token = try await router.token()
      let ways: [Client.Way] = [
        .plain(port: router.port), .socket(path: router.folder.path("clients.sock")),
        .tls(port: tlsPort, certificate: router.folder.path("tls.pem")),
      ]
      var clients: [Client] = []
      for way in ways {
        let client = try Client(library, by: way, token: token)
        try await client.reports.opened()
        #expect(try await client.frame().type == "connection_established")
        try await client.subscribe("agent_status")
        clients.append(client)
      }
      let event = #"{"type":"agent_status","data":{"agent_id":"a","old_status":"idle","new_status":"active"}}"#
      try await router.publish([event], token: token)
      for client in clients { #expect(try await client.frame().type == "agent_status") }
      #expect(try await router.stop() == .exit(0))
      for client in clients { #expect(try await client.closing().closing.code == 1001) }
      #expect(!FileManager.default.fileExists(atPath: router.folder.path("clients.sock")))
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `A client that does not trust the certificate gets no session`(_ library: Client.Library) async throws {
    try await Self.run { router, tlsPort in
      try TestCertificate().write(to: router.folder, as: "other")
      let way = Client.Way.tls(port: tlsPort, certificate: router.folder.path("other.pem"))
      let client = try Client(library, by: way, token: try await router.token())
      let report = try await client.reports.next()
      guard case .failed = report else { throw Unexpected(report, instead: "a failure to connect") }
    }
  }

  @Test func `Connections on which nothing has been asked do not hold a stop up`() async throws {
    var config = SampleConfig.clients
    (config.drain, config.handshakeTimeout) = ("300s", "300s")
    try await JunctorProcess.run(config) { router in
      let crowd = try Crowd(port: router.port)
      try await crowd.open(3)
      _ = try await router.metrics { $0.sum("junctor_connections") == 4 }
      #expect(try await router.stop() == .exit(0))
    }
  }

  @Test func `With --token the first web address is shown, with TLS if that is spoken there`() async throws {
    let folder = try TemporaryFolder()
    try TestCertificate().write(to: folder)
    var config = SampleConfig.clients
    config.listen =
      #"[ "unix:clients.sock", { address: "127.0.0.1:0", tls: { certificate: tls.pem, key: tls-key.pem } } ]"#
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let process = try Junctor.start(["run", "junctor.yaml", "--token"], in: folder)
    let url = try await process.output.line(with: "WebSocket ")
    #expect(url.contains("wss://127.0.0.1:"))
    process.send(SIGTERM)
    #expect(try await process.end() == .exit(0))
  }

  @Test func `A certificate that cannot be used is told before the start, where it is named`() async throws {
    let folder = try TemporaryFolder()
    try TestCertificate().write(to: folder)
    var config = SampleConfig.clients
    config.listen = #"{ address: "127.0.0.1:0", tls: { certificate: tls.pem, key: missing.pem } }"#
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    for command in ["validate", "run"] {
      let result = try await Junctor.result([command, "junctor.yaml"], in: folder)
      #expect(result.end == .exit(1))
      let finding = /junctor\.yaml:2:[0-9]+: error: the TLS key file 'missing\.pem' cannot be read: No such file/
      #expect((result.output + result.errors).contains(finding), "\(result)")
    }
  }

  @Test(arguments: [
    ("127.0.0.1:8001", nil, "1:19"), ("127.0.0.1:7000", "127.0.0.1:7000", "2:18"), ("unix:a", "unix:a", "2:18"),
  ])
  func `Clients and operators cannot have the same address`(
    _ listen: String, _ admin: String?, _ place: String
  ) async throws {
    let folder = try TemporaryFolder()
    let adminSection = admin.map { "admin: { listen: '\($0)' }" } ?? ""
    let text = """
      server: { listen: '\(listen)' }
      \(adminSection)
      auth: { keys: [ { alg: HS256, secret_file: data/secret } ] }
      pipelines: { live: { from: [ingest], to: [clients] } }
      """
    try text.write(toFile: folder.path("same.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["validate", "same.yaml"], in: folder)
    #expect(result.end == .exit(1))
    let finding = "same.yaml:\(place): error: 'server.listen' and 'admin.listen' are the same address\n"
    #expect(result.output.hasPrefix(finding), "\(result.output)")
  }
}
