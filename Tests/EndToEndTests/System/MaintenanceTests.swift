import Foundation
import Glibc
import TestSupport
import Testing

/// `junctor maintenance` and `/admin/maintenance`.
struct MaintenanceTests {
  private static func config(log: String = "sqlite") -> SampleConfig {
    SampleConfig(
      routing: """
        log: { type: \(log) }
        sources: { router: { type: system } }
        pipelines: { live: { from: [router, ingest], to: [clients] } }
        """)
  }

  /// The command, with a config that names the admin listener's port.
  private static func maintenance(
    _ arguments: String..., of router: JunctorProcess, config: SampleConfig
  ) async throws -> Junctor.Result {
    let text = config.text.replacing(
      #"admin: { listen: "127.0.0.1:0" }"#, with: #"admin: { listen: "127.0.0.1:\#(router.adminPort)" }"#)
    try text.write(toFile: router.folder.path("operator.yaml"), atomically: true, encoding: .utf8)
    return try await Junctor.result(
      ["maintenance", arguments[0], "operator.yaml"] + arguments.dropFirst(), in: router.folder)
  }

  @Test func `Maintenance is switched by a command and seen by clients, once each`() async throws {
    let config = Self.config()
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      let client = try await router.connect(.node, token: token)
      try await client.subscribe("maintenance_mode", "agent_status")
      func run(_ arguments: String...) async throws -> String {
        let result = try await Junctor.result(arguments, in: router.folder)
        #expect(result.end == .exit(0), "\(result.errors)")
        return result.output
      }
      let on = try await Self.maintenance(
        "on", "--starts-at", "2030-01-15T22:00:00Z", "--ends-at", "2030-01-16T00:30:00+01:00", "--message",
        "Database \"upgrade\"", of: router, config: config)
      let words = "maintenance is on from 2030-01-15T22:00:00Z until 2030-01-15T23:30:00Z: Database \"upgrade\""
      #expect(on.output == words + "\n", "\(on.errors)")
      let announced = try await client.frame()
      #expect(announced.type == "maintenance_mode")
      #expect(
        announced.text("data")
          == #"{"enabled":true,"starts_at":"2030-01-15T22:00:00Z","ends_at":"2030-01-15T23:30:00Z","message":"Database \"upgrade\""}"#
      )
      #expect(try await run("maintenance", "status", "operator.yaml") == words + "\n")
      let again = try await run(
        "maintenance", "on", "operator.yaml", "--ends-at", "2030-01-15T23:30:00Z", "--message", "Database \"upgrade\"")
      #expect(again == words + " (as it was)\n")
      #expect(try await run("maintenance", "off", "operator.yaml", "--message", "done") == "maintenance is off: done\n")
      #expect(try await run("maintenance", "off", "operator.yaml") == "maintenance is off: done (as it was)\n")
      try await router.publish([Events.status()], token: token)
      #expect(try await client.frame().text("data") == #"{"enabled":false,"message":"done"}"#)
      #expect(try await client.frame().type == "agent_status", "nothing was told twice")
    }
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func `Maintenance survives a restart if the log does`(_ signal: Int32) async throws {
    let folder = try TemporaryFolder()
    let body = #"{"enabled":true,"ends_at":"2030-01-15T23:00:00Z","message":"a new disk"}"#
    try await JunctorProcess.run(Self.config(), in: folder) { router in
      let admin = try HTTPClient(port: router.adminPort)
      let reply = try await admin.post("/admin/maintenance", body, ["Content-Type": "application/json"])
      #expect(reply.status == 200)
      #expect(reply.body.hasSuffix(#""changed":true}"#))
      _ = try await router.stop(signal)
    }
    try await JunctorProcess.run(Self.config(), in: folder) { router in
      let admin = try HTTPClient(port: router.adminPort)
      let state = try await admin.get("/admin/maintenance").body
      #expect(state.hasPrefix(#"{"enabled":true,"starts_at":"2"#))
      #expect(state.hasSuffix(#""ends_at":"2030-01-15T23:00:00Z","message":"a new disk"}"#))
      let again = try await admin.post("/admin/maintenance", body, ["Content-Type": "application/json"])
      #expect(again.body.hasSuffix(#""changed":false}"#), "as it was")
    }
  }

  @Test func `With a log in memory maintenance ends with the process`() async throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 {
      try await JunctorProcess.run(Self.config(log: "memory"), in: folder) { router in
        let admin = try HTTPClient(port: router.adminPort)
        #expect(try await admin.get("/admin/maintenance").body == #"{"enabled":false}"#)
        _ = try await admin.post("/admin/maintenance", #"{"enabled":true}"#, ["Content-Type": "application/json"])
        _ = try await router.stop()
      }
    }
  }

  @Test func `On the main listener it needs admin_system`() async throws {
    try await JunctorProcess.run(Self.config()) { router in
      let clients = try HTTPClient(port: router.port)
      let json = ["Content-Type": "application/json"]
      #expect(try await clients.get("/admin/maintenance").status == 401)
      #expect(try await clients.post("/admin/maintenance", #"{"enabled":true}"#, json).status == 401)
      for (role, status) in [("agent_manager", 403), ("admin", 200)] {
        let token = try await router.token("--role", role)
        let headers = json.merging(["Authorization": "Bearer \(token)"]) { $1 }
        #expect(try await clients.get("/admin/maintenance", headers).status == status)
        #expect(try await clients.post("/admin/maintenance", #"{"enabled":true}"#, headers).status == status)
      }
    }
  }

  @Test func `Mistakes on the command line are named, and nothing is switched`() async throws {
    let config = Self.config()
    try await JunctorProcess.run(config) { router in
      let wrong: [([String], String)] = [
        (["--starts-at", "tomorrow"], "starts-at"),
        (["--ends-at", "2001-01-01T00:00:00Z"], "/ends_at: has passed"),
        (
          ["--starts-at", "2030-01-02T00:00:00Z", "--ends-at", "2030-01-01T00:00:00Z"],
          "/ends_at: is not after starts_at"
        ),
        (["--message", ""], "/message: expected a text"),
      ]
      _ = try await Self.maintenance("status", of: router, config: config)
      for (arguments, words) in wrong {
        let result = try await Junctor.result(["maintenance", "on", "operator.yaml"] + arguments, in: router.folder)
        #expect(result.end != .exit(0))
        #expect(result.errors.contains(words), "\(result.errors)")
      }
      let status = try await Self.maintenance("status", of: router, config: config)
      #expect(status.output == "maintenance is off\n")
    }
  }

  @Test func `Without a system source, and without a router, the command says what to do`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let result = try await Self.maintenance("on", of: router, config: .clients)
      #expect(result.end == .exit(1))
      #expect(result.errors.contains("add 'sources: { router: { type: system } }'"), "\(result.errors)")
      _ = try await router.stop()
      let late = try await Junctor.result(["maintenance", "status", "operator.yaml"], in: router.folder)
      #expect(late.end == .exit(1))
      #expect(late.errors.contains("is the router running?"), "\(late.errors)")
    }
  }
}
