import Foundation
import TestSupport
import Testing

/// `/echo` against the suite in `Clients/conformance` and against the libraries that clients are written with.
struct ConformanceTests {
  /// What the suite says of a failed case, of a section, or at the end of all.
  private struct Report: Decodable, CustomStringConvertible {
    let section: String?
    let `case`: String?
    let title: String?
    let failure: String?
    let cases: Int?

    var description: String { [`case`, title, failure].compactMap(\.self).joined(separator: ": ") }
  }

  /// What an echo client says at its end.
  private struct Counts: Decodable, Equatable {
    let texts: Int
    let binaries: Int
    let code: Int
  }

  @Test func `The conformance suite finds no failure`() async throws {
    try await JunctorProcess.run(.echo) { router in
      let suite = try ChildProcess(
        Installation.python, [Installation.client("conformance"), "127.0.0.1", "\(router.port)"])
      var sections: Set<Substring> = []
      var cases = 0
      for index in 0... {
        guard let line = try await suite.output.line(at: index, "report of the suite") else { break }
        let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
        if report.failure != nil { Issue.record("\(report)") }
        guard let section = report.section else { continue }
        sections.formUnion(section.split(separator: ".").prefix(1))
        cases += report.cases ?? 0
      }
      #expect(try await suite.end() == .exit(0), "\(suite.errors.text)")
      #expect(sections == ["1", "2", "3", "4", "5", "6", "7", "9", "10", "12", "13"])
      #expect(cases > 2700)
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `Messages of all sizes come back to the libraries`(library: Client.Library) async throws {
    try await JunctorProcess.run(.echo) { router in
      let sizes = [0, 1, 125, 126, 65_535, 65_536, 1 << 20, 16 << 20]
      let (program, script) =
        switch library {
        case .python: (Installation.python, "echo_client.py")
        case .node: (Installation.node, "echo_client.js")
        }
      let client = try ChildProcess(
        program, [Installation.client(script), "ws://127.0.0.1:\(router.port)/echo"] + sizes.map(String.init))
      #expect(try await client.end() == .exit(0), "\(client.errors.text)")
      let counts = try JSONDecoder().decode(Counts.self, from: Data(client.output.text.utf8))
      #expect(counts == Counts(texts: sizes.count + 1, binaries: sizes.count, code: 4321))
    }
  }

  @Test func `Without the setting there is no echo`() async throws {
    for (config, status) in [(SampleConfig.clients, 404), (.echo, 426)] {
      let reply = try await JunctorProcess.run(config) { router in try await router.get("/echo") }
      #expect(reply.status == status)
    }
  }

  @Test func `An echo in production is a mistake of the config`() async throws {
    let folder = try TemporaryFolder.withSecret()
    var config = SampleConfig.echo
    config.profile = "production"
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["validate", "junctor.yaml"], in: folder)
    #expect(result.end == .exit(1))
    #expect(result.output.contains(/junctor\.yaml:[0-9]+:[0-9]+: error: `\/echo` asks for no token/))
    #expect(result.output.contains("leave `echo` out"))
  }
}
