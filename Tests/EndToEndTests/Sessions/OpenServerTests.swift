import Foundation
import TestSupport
import Testing

/// `auth.mode: none`: a server that asks nobody for a token.
struct OpenServerTests {
  private func config(_ auth: String, listen: String = #""127.0.0.1:0""#) -> SampleConfig {
    var config = SampleConfig.clients
    (config.auth, config.listen) = (auth, listen)
    return config
  }

  @Test func `Everybody may do everything, with any token or none, and the log says so`() async throws {
    try await JunctorProcess.run(config("{ mode: none }")) { router in
      for token in ["", "no.to.ken"] {
        let client = try await router.connect(.python, token: token)
        try await client.subscribe("system_alert")
        #expect(try await router.post(Events.alert("a"), token: token).status == 202)
        #expect(try await client.frame().type == "system_alert")
      }
      #expect(try await router.get("/metrics").status == 200)
      let log = try await router.process.errors.line(with: "auth.mode is none")
      #expect(log.contains("warning") && log.contains("admin_system"))
      #expect(try await router.stop() == .exit(0))
    }
  }

  @Test func `Everybody has the role that the config names`() async throws {
    try await JunctorProcess.run(config("{ mode: none, role: observer }")) { router in
      let client = try await router.connect(.node, token: "")
      try await client.subscribe("agent_status")
      #expect(try await router.post(Events.status(), token: "").status == 403)
      #expect(try await router.get("/metrics").status == 403)
    }
  }

  /// What a command says of a config.
  /// - Returns: with it the place in `auth`, at a column of that line.
  private func findings(
    _ command: String, _ config: SampleConfig, at column: Int
  ) async throws -> (text: String, place: String) {
    let folder = try TemporaryFolder()
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result([command, "junctor.yaml"], in: folder)
    #expect(result.end == .exit(1))
    let line = config.text.components(separatedBy: "\n").firstIndex { $0.hasPrefix("auth:") } ?? -1
    return (result.output + result.errors, "junctor.yaml:\(line + 1):\(column)")
  }

  @Test(arguments: [
    (#""0.0.0.0:0""#, "0.0.0.0:0"), (#""[::]:0""#, "[::]:0"), ("localhost.example.com:0", "localhost.example.com:0"),
    (#"[ "127.0.0.1:0", "unix:a.sock", "192.0.2.1:1" ]"#, "192.0.2.1:1"),
  ])
  func `It is refused where others can connect`(_ listen: String, _ place: String) async throws {
    for command in ["validate", "run"] {
      let (text, auth) = try await findings(command, config("{ mode: none }", listen: listen), at: 15)
      let finding = "\(auth): error: `mode: none` lets everybody in, and others than this machine can reach "
      #expect(text.contains("\(finding)'server.listen: \(place)'"), "\(text)")
    }
  }

  @Test func `Keys beside it are a mistake`() async throws {
    let both = config("{ mode: none, keys: [ { alg: HS256, secret_file: data/secret } ] }")
    let (text, keys) = try await findings("validate", both, at: 27)
    #expect(text.contains("\(keys): error: with `mode: none` no token is asked for"))
  }

  @Test func `With --token the program says that none is needed, and the command too`() async throws {
    let folder = try TemporaryFolder()
    try config("{ mode: none }").text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let process = try Junctor.start(["run", "junctor.yaml", "--token"], in: folder)
    #expect(try await process.output.line(with: "Token ").hasSuffix("none is needed"))
    #expect(try await process.output.line(with: "-m websockets").hasSuffix("/api/v1/ws'"))
    process.send(SIGTERM)
    #expect(try await process.end() == .exit(0))
    let token = try await Junctor.result(["token", "junctor.yaml"], in: folder)
    #expect(token.end == .exit(64) && token.output == "")
    #expect(token.errors.contains("no token is needed: this config has 'auth.mode: none'"))
  }
}
