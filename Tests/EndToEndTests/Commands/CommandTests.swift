import Foundation
import RouterCore
import TestSupport
import Testing

/// The commands apart from `run` and `validate`.
struct CommandTests {
  private func run(_ arguments: String...) async throws -> Junctor.Result {
    let folder = try TemporaryFolder()
    try SampleConfig.clients.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    return try await Junctor.result(arguments, in: folder)
  }

  @Test func `graph draws every pipeline with its stages, sources and sinks`() async throws {
    let config = "\(Installation.repository)/Config/examples/alerts.yaml"
    let result = try await run("graph", config)
    #expect(result.end == .exit(0))
    #expect(result.output.hasPrefix("flowchart LR\n"))
    for name in ["ingest", "alerts", "summary", "urgent", "calm", "private", "audit", "clients"] {
      #expect(result.output.contains("\"\(name)\""), "\(name)")
    }
  }

  @Test func `plugins lists what is compiled in`() async throws {
    let result = try await run("plugins")
    #expect(result.end == .exit(0))
    for component in [
      "stage filter:", "stage window:", "sink file:", "sink console:", "source metrics:", "source demo:",
    ] {
      #expect(result.output.contains("\n  \(component)"), "\(component)")
    }
  }

  @Test(arguments: ["file", "console", "metrics", "demo", "filter", "throttle", "window", "redact"])
  func `plugins shows the reference of a component type`(type: String) async throws {
    let result = try await run("plugins", type)
    #expect(result.end == .exit(0))
    #expect(result.output.contains("`\(type)`"))
    #expect(result.output.contains("| key | type | default | meaning |"))
  }

  @Test func `An unknown component type is told apart from a mistyped one`() async throws {
    let result = try await run("plugins", "thrott")
    #expect(result.end == .exit(64))
    #expect(result.errors.contains("no component type 'thrott' (did you mean 'throttle'?)"))
  }

  @Test func `reference is the page in the documentation`() async throws {
    let result = try await run("reference")
    #expect(result.end == .exit(0))
    #expect(result.output.hasPrefix("# Configuration\n"))
    #expect(try Installation.text("Docs/Configuration.md") == result.output, "run make docs")
  }

  @Test func `reference makes a JSON Schema for editors`() async throws {
    let result = try await run("reference", "--format", "json-schema")
    let schema = try JSONDocument(parsing: result.output).root
    #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["$defs"]?["JunctorConfig"]?["properties"]?["pipelines"] != nil)
  }

  @Test func `version tells the version that clients are told`() async throws {
    let version = try await run("version").output
    #expect(version.wholeMatch(of: /junctor [0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    try await JunctorProcess.run(.clients) { router in
      let client = try Client(.python, port: router.port, token: try await router.token())
      try await client.reports.opened()
      #expect("junctor \(try await client.frame().string("server_version") ?? "")\n" == version)
    }
  }

  @Test(arguments: ["run", "graph", "token", "validate"])
  func `A config that is not there is named`(command: String) async throws {
    let result = try await run(command, "nowhere.yaml")
    #expect(result.end == .exit(1))
    #expect((result.output + result.errors).contains("nowhere.yaml:1:1: error: cannot read the config: No such file"))
  }

  @Test func `A wrong option of token is explained`() async throws {
    let permission = try await run("token", "junctor.yaml", "--permission", "view_agent")
    #expect(permission.end == .exit(64))
    #expect(try await run("token", "junctor.yaml", "--role", "nope").end == .exit(64))
    #expect(permission.errors.contains("no permission 'view_agent' (did you mean 'view_agents'?)"))
    #expect(try await run("token", "junctor.yaml", "--lifetime", "soon").end == .exit(64))
  }

  @Test(arguments: [("HS256", 32), ("HS384", 48), ("HS512", 64)])
  func `token signs with any shared secret, which development makes long enough`(_ alg: String, _ bytes: Int)
    async throws
  {
    var config = SampleConfig.clients
    config.auth = "{ keys: [ { alg: \(alg), kid: mine, secret_file: data/secret } ] }"
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      #expect(try await router.post(Events.status(), token: token).status == 202)
      let secret = try String(contentsOfFile: router.folder.path("data/secret"), encoding: .utf8)
      #expect(secret.utf8.count > bytes)
    }
  }

  @Test func `token says when no key can sign`() async throws {
    let folder = try TemporaryFolder()
    var config = SampleConfig.clients
    let key = "\(Installation.repository)/Config/examples/keys/provisioning.example.com.pem"
    config.auth = "{ keys: [ { alg: ES256, public_key_file: '\(key)' } ] }"
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["token", "junctor.yaml"], in: folder)
    #expect(result.end == .exit(64) && result.output == "")
    #expect(result.errors.contains("no key of this config can sign: 'auth.keys' needs an HS256, HS384 or HS512 secret"))
  }
}
