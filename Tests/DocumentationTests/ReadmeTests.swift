import ConfigSchema
import FilePlugin
import Foundation
import RouterConfig
import RouterCore
import RouterStages
import TestSupport
import Testing

/// The project's front page: its code compiles (the file beside this one), its config and its commands work.
struct ReadmeTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  private static let root = folder.deletingLastPathComponent().deletingLastPathComponent()

  private let readme: String

  init() throws {
    readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
  }

  private func blocks(_ language: String) -> [String] {
    readme.components(separatedBy: "```\(language)\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
  }

  @Test func `The first plugin is the one that the tests compile`() throws {
    let compiled = try String(contentsOf: Self.folder.appending(path: "HeartbeatPlugin.swift"), encoding: .utf8)
    #expect(blocks("swift") == [compiled])
  }

  @Test(.timeLimit(.minutes(1))) func `The first plugin keeps the contract of a source`() async throws {
    let factory = try #require(heartbeatPlugin.sources.first)
    await SourceContract(factory, config: .yaml("every: 1s"), events: 5, isRepeatable: true).check()
  }

  @Test func `The first route makes a graph`() throws {
    let yaml = try #require(blocks("yaml").first)
    let root = ConfigNode.yaml(yaml, file: "README.md")
    func section(_ name: String) -> ComponentSection { ComponentSection(root[name]?.entries ?? []) }
    let sections = RoutingSections(
      sources: section("sources"), stages: section("stages"), sinks: section("sinks"),
      pipelines: PipelineSection(root["pipelines"]?.entries ?? []))
    let registry = try Registry([BuiltInStages.plugin, filePlugin])
    let (deployment, diagnostics) = RoutingCompiler.compile(sections, registry: registry, range: root.range)
    #expect(diagnostics.lines == [])
    #expect(deployment?.graph.sinks == ["audit", "clients"])
  }

  @Test func `Every make command is a target of the Makefile`() throws {
    let makefile = try String(contentsOf: Self.root.appending(path: "Makefile"), encoding: .utf8)
    let commands = blocks("sh").flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("make ") }
    #expect(commands == ["make run", "make test"])
    for command in commands { #expect(makefile.contains("\n\(command.dropFirst(5)): "), "\(command)") }
  }

  @Test func `Every link leads to a file`() throws {
    let targets = readme.components(separatedBy: "](").dropFirst().map { $0.components(separatedBy: ")")[0] }
    #expect(!targets.isEmpty)
    for target in targets {
      #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: target).path), "\(target)")
    }
  }
}
