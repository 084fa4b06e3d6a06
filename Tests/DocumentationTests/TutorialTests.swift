import ConfigSchema
import FilePlugin
import Foundation
import InboxPlugin
import Logging
import RouterConfig
import RouterCore
import TestSupport
import Testing

/// The tutorial of `Docs/Plugins.md`: its files are those that are compiled as a plugin, and its config runs that plugin.
@Suite(.timeLimit(.minutes(1))) struct TutorialTests {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  private let page: String

  init() throws {
    page = try String(
      contentsOf: Self.tests.deletingLastPathComponent().appending(path: "Docs/Plugins.md"), encoding: .utf8)
  }

  private func block(_ language: String, behind mark: String) -> String? {
    let parts = page.components(separatedBy: mark)
    guard parts.count == 2, let block = parts[1].components(separatedBy: "```\(language)\n").dropFirst().first else {
      return nil
    }
    return block.components(separatedBy: "```")[0]
  }

  @Test func `Every file of the plugin is printed as it is compiled`() throws {
    let plugin = Self.tests.appending(path: "Tutorial/Inbox")
    var count = 0
    for folder in ["Sources", "Tests"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: plugin.appending(path: folder).path)
      for name in names where name.hasSuffix(".swift") {
        let compiled = try String(contentsOf: plugin.appending(path: "\(folder)/\(name)"), encoding: .utf8)
        #expect(block("swift", behind: "`Plugins/Inbox/\(folder)/\(name)`:") == compiled, "\(folder)/\(name)")
        count += 1
      }
    }
    #expect(count == page.components(separatedBy: "\n`Plugins/Inbox/").count - 1)
  }

  @Test func `The config brings the files of the folder to clients and into the file`() async throws {
    let folder = try TemporaryFolder()
    try Data("scan".utf8).write(to: URL(filePath: folder.path("first.pdf")))
    let text = try #require(block("yaml", behind: "**9. Use it.**"))
      .replacing("folder: inbox", with: "folder: \(folder.path)")
      .replacing("data/arrivals.ndjson", with: folder.path(".arrivals.ndjson"))
    let registry = try Registry([filePlugin, inboxPlugin])
    let deployment = try Self.deployment(text, registry)
    let (time, clients) = (VirtualTime(), RecordingOutlet())
    let log = LocalLog(config: LogConfig(), time: time)
    let engine = try Engine(
      deployment, catalogue: registry.catalogue, log: log, clients: clients, time: time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    await engine.start()
    await clients.wait(for: 1)
    await engine.stopSources()
    await engine.drainRouter()
    await engine.drainSinks()
    let told = #"{"folder":"\#(folder.path)","name":"first.pdf","size":4}"#
    #expect(clients.deliveries.map { $0.event.data.description } == [told])
    let lines = try String(contentsOfFile: folder.path(".arrivals.ndjson"), encoding: .utf8)
    #expect(lines.contains(told) && lines.contains("file_arrived"))
  }

  private static func deployment(_ yaml: String, _ registry: Registry) throws -> Deployment {
    let root = ConfigNode.yaml(yaml, file: "Plugins.md")
    func section(_ name: String) -> ComponentSection { ComponentSection(root[name]?.entries ?? []) }
    let sections = RoutingSections(
      sources: section("sources"), stages: section("stages"), sinks: section("sinks"),
      pipelines: PipelineSection(root["pipelines"]?.entries ?? []))
    let (deployment, diagnostics) = RoutingCompiler.compile(sections, registry: registry, range: root.range)
    #expect(diagnostics.lines == [])
    return try #require(deployment)
  }
}
