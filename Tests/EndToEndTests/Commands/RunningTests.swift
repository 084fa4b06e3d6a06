import Foundation
import Glibc
import TestSupport
import Testing

/// From start to stop.
struct RunningTests {
  @Test func `Tokens survive a restart, and nobody else can read the secret`() async throws {
    let folder = try TemporaryFolder()
    let token = try await JunctorProcess.run(.clients, in: folder) { router in
      let token = try await router.token()
      _ = try await router.connect(.node, token: token)
      #expect(try await router.stop() == .exit(0))
      return token
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("data/secret"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    try await JunctorProcess.run(.clients, in: folder) { router in
      _ = try await router.connect(.python, token: token)
    }
  }

  @Test func `A secret that others can read is refused`() async throws {
    let folder = try TemporaryFolder.withSecret()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path("data/secret"))
    try SampleConfig.clients.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["run", "junctor.yaml"], in: folder)
    #expect(result.end == .exit(1))
    #expect(result.errors.contains("can be read by others: run chmod 600 on it"))
  }

  @Test func `A port that is taken is named, and the second router ends`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let folder = try TemporaryFolder()
      let text = SampleConfig.clients.text.replacing(
        "127.0.0.1:0", with: "127.0.0.1:\(router.port)", maxReplacements: 1)
      try text.write(toFile: folder.path("second.yaml"), atomically: true, encoding: .utf8)
      let result = try await Junctor.result(["run", "second.yaml"], in: folder)
      #expect(result.end == .exit(1))
      #expect(result.errors.contains("Error: cannot listen on 127.0.0.1:\(router.port): Address already in use\n"))
      #expect(try await router.get("/health/ready").status == 200)
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `Both signals say goodbye and end well`(signal: Int32) async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let clients = [try await router.connect(.python, token: token), try await router.connect(.node, token: token)]
      #expect(try await router.stop(signal) == .exit(0))
      for client in clients {
        let (frames, closing) = try await client.closing()
        #expect(frames.map(\.type) == ["disconnect_warning"])
        #expect(frames[0].string("reason") == "server_shutdown")
        #expect(frames[0].int("close_code") == 1001)
        #expect(frames[0].text("data", "reconnect") == "true")
        #expect(closing.code == 1001)
      }
    }
  }

  @Test func `A client that does not answer the goodbye holds the stop up no longer than drain says`() async throws {
    var config = SampleConfig.clients
    config.drain = "1s"
    try await JunctorProcess.run(config) { router in
      let client = try await RawClient(port: router.port, token: try await router.token())
      #expect(try await router.stop() == .exit(0))
      #expect(try await client.reports.closing().closing.code == 1001)
      #expect(router.process.errors.text.contains("a stop phase ran out of time"))
    }
  }

  @Test func `A second signal gives up a client that does not answer`() async throws {
    var config = SampleConfig.clients
    config.drain = "300s"
    try await JunctorProcess.run(config) { router in
      let client = try await RawClient(port: router.port, token: try await router.token())
      router.process.send(SIGTERM)
      #expect(try await client.reports.closing().closing.code == 1001)
      _ = try await router.stop(SIGTERM)
      #expect(router.process.errors.text.contains("stopping at once"))
    }
  }

  @Test func `Connections that are kept for the next request do not hold a stop up`() async throws {
    var config = SampleConfig.clients
    config.drain = "300s"
    try await JunctorProcess.run(config) { router in
      _ = try await (router.get("/health/live"), router.getFromAdmin("/health/live"))
      #expect(try await router.stop() == .exit(0))
    }
  }

  @Test func `With --token the program prints how to begin, and that works`() async throws {
    let folder = try TemporaryFolder()
    try SampleConfig.clients.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let process = try Junctor.start(["run", "junctor.yaml", "--token"], in: folder)
    let token = try await process.output.line(with: "Token ").split(separator: " ").last.map(String.init)
    let url = try await process.output.line(with: "WebSocket ")
    let port = try #require(url.firstMatch(of: /:([0-9]+)\//).flatMap { Int($0.1) })
    let client = try Client(.python, port: port, token: try #require(token))
    try await client.reports.opened()
    #expect(try await client.frame().type == "connection_established")
    process.send(SIGTERM)
    #expect(try await process.end() == .exit(0))
    #expect(!process.errors.text.contains(try #require(token)), "the log has no tokens")
  }

  @Test func `A production server prints no token and makes no secret`() async throws {
    var config = SampleConfig.clients
    config.profile = "production"
    let folder = try TemporaryFolder()
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let token = try await Junctor.result(["run", "junctor.yaml", "--token"], in: folder)
    #expect(token.end == .exit(64))
    #expect(token.errors.contains("--token"))
    let missing = try await Junctor.result(["run", "junctor.yaml"], in: folder)
    #expect(missing.end == .exit(1))
    #expect(missing.errors.contains("cannot read the secret file 'data/secret'"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("data/secret")))
  }
}
