import Foundation
import RouterCore
import TestSupport
import Testing

struct ValidatingTests {
  /// Each line with `#!` has one mistake, with this text in its message.
  private static let broken = """
    server:
      listen: localhost #! expected a listen address
      profile: developement #! expected one of production, development, unlimited
      drain: 5 #! the duration needs a unit
    admn: { listen: 127.0.0.1:0 } #! unknown key 'admn'
    auth:
      keys:
        - { alg: HS265, secret_file: secret } #! expected one of HS256
    log: { type: memory, type: memory } #! the key 'type' is given twice
    stages:
      urgent: { type: filtr, severity: [error] } #! unknown stage type 'filtr'
      calm: { type: throttle } #! missing key 'rate'
      alarms: { type: filter, types: [system_alarm] } #! unknown event type 'system_alarm'
    sources:
      host: { type: metrics, every: "${env:NO_SUCH_VARIABLE}" } #! the environment variable 'NO_SUCH_VARIABLE' is not set
    pipelines:
      first: { from: [ingest, hots], through: [alarms, calm, urgent], to: [clients] } #! unknown source or pipeline 'hots'
      second: { from: [ingest, host], to: [clinets] } #! unknown sink 'clinets'
    """

  private static var mistakes: [(line: Int, message: String)] {
    broken.components(separatedBy: "\n").enumerated().compactMap { index, line in
      let parts = line.components(separatedBy: "#! ")
      return parts.count == 2 ? (index + 1, parts[1]) : nil
    }
  }

  private func validate(_ arguments: String...) async throws -> Junctor.Result {
    let folder = try TemporaryFolder()
    try Self.broken.write(toFile: folder.path("broken.yaml"), atomically: true, encoding: .utf8)
    return try await Junctor.result(["validate"] + arguments, in: folder)
  }

  @Test func `All mistakes are shown at once, each where it is, with help`() async throws {
    let result = try await validate("broken.yaml")
    #expect(result.end == .exit(1))
    #expect(result.errors == "")
    let findings = result.output.components(separatedBy: "\n").filter { $0.hasPrefix("broken.yaml:") }
    for (finding, mistake) in zip(findings, Self.mistakes) {
      #expect(finding.hasPrefix("broken.yaml:\(mistake.line):"))
      #expect(finding.contains(" error: \(mistake.message)"))
    }
    #expect(findings.count == Self.mistakes.count)
    #expect(findings.count >= 10)
    #expect(result.output.hasSuffix("\(findings.count) errors\n"))
    #expect(result.output.components(separatedBy: "^").count > findings.count, "a caret under each")
    #expect(result.output.contains("did you mean 'development'?"))
  }

  @Test func `Programs get the same as JSON`() async throws {
    let result = try await validate("--format", "json", "broken.yaml")
    #expect(result.end == .exit(1))
    let report = try JSONDocument(parsing: result.output).root
    #expect(report["ok"]?.bool == false)
    #expect(report["errors"]?.int == Self.mistakes.count)
    let diagnostics = report["diagnostics"].map { Array($0.elements) } ?? []
    #expect(diagnostics.map { $0["line"]?.int } == Self.mistakes.map(\.line))
    for (diagnostic, mistake) in zip(diagnostics, Self.mistakes) {
      #expect(diagnostic["message"]?.string?.hasPrefix(mistake.message) == true)
      #expect(diagnostic["file"]?.string == "broken.yaml")
      #expect(try #require(diagnostic["column"]?.int) >= 1)
    }
  }

  @Test func `A broken config does not start, and says the same`() async throws {
    let folder = try TemporaryFolder()
    try Self.broken.write(toFile: folder.path("broken.yaml"), atomically: true, encoding: .utf8)
    for command in ["run", "graph", "token"] {
      let result = try await Junctor.result([command, "broken.yaml"], in: folder)
      #expect(result.end == .exit(1))
      #expect(result.output == "")
      #expect(result.errors == (try await validate("broken.yaml")).output, "\(command)")
    }
  }

  @Test func `The configs of the repository are right`() async throws {
    let configs = try FileManager.default.subpathsOfDirectory(atPath: "\(Installation.repository)/Config")
      .filter { $0.hasSuffix(".yaml") }.map { "\(Installation.repository)/Config/\($0)" }
    #expect(!configs.isEmpty)
    let result = try await Junctor.result(["validate"] + configs, in: try TemporaryFolder())
    #expect(result.end == .exit(0))
    #expect(result.output == configs.map { "\($0): ok\n" }.joined())
  }

  private static let secret = "correct-horse-battery-staple-0123456789"

  /// The secret where it belongs, with a mistake beside it, and taken from the environment to where it does not belong.
  private static let leaks = [
    "auth: { keys: [ { alg: HS256, secret: [\(secret)] } ] }",
    "auth: { keys: [ { alg: HS256, secert: \(secret) } ] }",
    "auth: { keys: [ { alg: HS256, secret: \(secret) ] }",
    "auth: { keys: [ { alg: ES256, secret: \(secret) } ] }",
    "auth: { keys: [ { alg: HS256, secret: \(secret), secret: \(secret) } ] }",
    "auth: { keys: { alg: HS256, secret: \(secret) } }",
    "auth: { keys: [ { alg: HS256, secret: '${env:SECRET}' } ] }\nserver: { listen: '${env:SECRET}' }",
    "auth: { keys: [ { alg: '${env:SECRET}' } ] }",
    "log: { type: '${env:SECRET}' }",
    """
    sinks: { a: { type: '${env:SECRET}' } }
    pipelines: { p: { from: ['${env:SECRET}'], through: ['${env:SECRET}'], to: ['${env:SECRET}'] } }
    """,
  ]

  @Test(arguments: ["text", "json"])
  func `A secret is never shown, wherever it stands`(format: String) async throws {
    let folder = try TemporaryFolder()
    for (number, leak) in Self.leaks.enumerated() {
      try leak.write(toFile: folder.path("\(number).yaml"), atomically: true, encoding: .utf8)
      let result = try await Junctor.result(
        ["validate", "--format", format, "\(number).yaml"], in: folder, environment: ["SECRET": Self.secret])
      #expect(result.end == .exit(1), "\(leak)")
      #expect(!(result.output + result.errors).contains(Self.secret.prefix(12)), "\(leak): \(result.output)")
    }
  }
}
