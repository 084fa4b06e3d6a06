import ConfigSchema
import Foundation
import RouterConfig
import RouterCore
import RouterStages
import Testing

/// Every `Fixtures/routing/<name>.yaml` and what the user gets to read about it, `<name>.expected`; recorded as in
/// `FixtureTests`.
struct RoutingFixtureTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/routing")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test func `There are fixtures`() { #expect(Self.names.count >= 10) }

  @Test(arguments: names)
  func `Wrong routing gets exactly the expected message`(name: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appending(path: name + ".yaml"))
    let text = try Self.compile(Array(bytes), file: name + ".yaml").text
    let expected = Self.folder.appending(path: name + ".expected")
    if ProcessInfo.processInfo.environment["JUNCTOR_RECORD"] != nil {
      try text.write(to: expected, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name).expected: read it, then run without JUNCTOR_RECORD")
    }
    #expect(try text == String(contentsOf: expected, encoding: .utf8))
    #expect(!text.contains("hunter2"), "the literal secret of every fixture is hunter2")
  }

  @Test func `Right routing becomes a graph in file order`() throws {
    let yaml = """
      sources: { host: { type: ticker } }
      stages: { urgent: { type: filter, severity: [error] } }
      sinks: { audit: { type: drain, path: x } }
      pipelines:
        first: { from: [host, ingest], through: [urgent, { type: sample, keep: 1/2 }, urgent], to: [audit, clients] }
        second: { from: [first], to: [audit] }
      """
    let (deployment, text) = try Self.compile(Array(yaml.utf8), file: "right.yaml")
    #expect(deployment?.producerNames == ["host", "urgent", "sample"])
    let graph = try #require(deployment).graph
    #expect(graph.pipelines.map(\.name) == ["first", "second"])
    #expect(graph.pipelines[0].stages.map(\.name) == ["urgent", "sample", "urgent#2"])
    #expect(graph.pipelines[0].downstream == [1])
    #expect(graph.sinks == ["audit", "clients"])
    #expect(graph.routes == ["host": [0], "ingest": [0]])
    #expect(text.contains("1 warning"), "the second pipeline shares the sink: \(text)")
  }

  @Test func `A component that cannot be read gives one message`() throws {
    let yaml = """
      sinks: { audit: { type: drain, path: "${env:JUNCTOR_TEST_MISSING}" } }
      pipelines: { live: { from: [ingest], to: [audit] } }
      """
    let (deployment, text) = try Self.compile(Array(yaml.utf8), file: "missing.yaml")
    #expect(deployment.map { _ in true } == nil)
    #expect(text.hasSuffix("\n1 error\n"), "\(text)")
  }

  static func compile(_ bytes: [UInt8], file: String) throws -> (deployment: Deployment?, text: String) {
    let config = ConfigFile.parse(bytes, file: file, substituting: .process)
    let root = try #require(config.root)
    var diagnostics = config.diagnostics
    let sections = RoutingSections(
      sources: ComponentSection.read(root["sources"], &diagnostics),
      stages: ComponentSection.read(root["stages"], &diagnostics),
      sinks: ComponentSection.read(root["sinks"], &diagnostics),
      pipelines: PipelineSection(root["pipelines"]?.entries ?? []))
    let registry = try Registry([BuiltInStages.plugin, testPlugin])
    let (deployment, findings) = RoutingCompiler.compile(
      sections, registry: registry, isLogDurable: root["log"].map { $0["type"]?.scalar?.text == "sqlite" },
      range: root.range)
    return (deployment, DiagnosticText(config.source).render(diagnostics + findings))
  }
}

extension ComponentSection {
  fileprivate static func read(_ node: ConfigNode?, _ diagnostics: inout Diagnostics) -> ComponentSection {
    node.flatMap { decode($0, &diagnostics) } ?? ComponentSection()
  }
}

/// A source and a sink that only a config can tell apart.
private let testPlugin = Plugin(
  name: "test", summary: "For tests.",
  sources: [
    SourceFactory(
      type: "ticker", TickerConfig.self,
      check: { config, catalogue, check in
        if let name = config.event, catalogue.type(named: name) == nil {
          check.error("event", "there is no event type '\(name)'")
        }
      }
    ) { _, _ in IdleSource() }
  ],
  sinks: [
    SinkFactory(type: "drain", DrainConfig.self) { _, _ in DiscardingSink() },
    SinkFactory(
      type: "journal", DrainConfig.self, claims: { [Claim(key: "path", resource: $0.path.lowercased())] }
    ) { _, _ in DiscardingSink() },
    SinkFactory(type: "screen", DrainConfig.self, isDurable: false) { _, _ in DiscardingSink() },
  ])

private struct TickerConfig: ConfigObject {
  var every: Duration = .seconds(1)
  var event: String?

  static var fields: [Field<Self>] {
    [Field("every", \.every, "the time between two events"), Field("event", \.event, "its type")]
  }
}

private struct DrainConfig: ConfigObject {
  var path = ""

  static var fields: [Field<Self>] { [Field("path", \.path, required: true, "where to")] }
}

private struct IdleSource: Source {
  func run(_ emitter: Emitter) async throws {}
}

private struct DiscardingSink: Sink {
  func deliver(_ batch: [Delivery]) async -> SinkAnswer { .delivered }
}
