import Foundation
import RouterCore
import TestSupport
import Testing

@testable import InboxPlugin

@Suite(.timeLimit(.minutes(1))) struct InboxSourceTests {
  private let folder: TemporaryFolder
  private let catalogue: Catalogue

  init() throws {
    folder = try TemporaryFolder()
    catalogue = try Catalogue(registering: inboxPlugin.eventTypes)
  }

  private func put(_ names: String...) throws {
    for name in names { try Data("12345".utf8).write(to: URL(filePath: folder.path(name))) }
  }

  private func source(_ bench: SourceBench) -> InboxSource {
    InboxSource(config: .sample("folder: \(folder.path)"), context: bench.context)
  }

  @Test func `The source keeps the contract`() async throws {
    try put("a", "b", "c")
    await SourceContract(
      inboxSourceFactory, config: .yaml("folder: \(folder.path)"), catalogue: catalogue, events: 3, isRepeatable: true
    ).check()
  }

  @Test func `A file is told of once, also by another life of the source`() async throws {
    let bench = SourceBench(catalogue: catalogue)
    try put("a")
    try await bench.running(source(bench)) {
      _ = await bench.events(1)
      try put("b")
      await bench.time.waitForSleepers(1)
      bench.time.advance(by: .seconds(2))
      _ = await bench.events(2)
    }
    try put("c")
    try await bench.running(source(bench)) { _ = await bench.events(3) }
    #expect(bench.events.map { $0.data.root["name"]?.string } == ["a", "b", "c"])
    #expect(bench.events.last?.data.root["size"]?.int == 5)
  }

  @Test(arguments: [
    ("folder: ''", "1:9 error: 'folder' must be non-empty"), ("every: 1s", "1:1 error: missing key 'folder'"),
    ("folder: in\nevery: 0s", "2:8 error: 'every' must be at least 100ms"),
  ])
  func `A mistake in the config is told where it is`(yaml: String, finding: String) {
    #expect(InboxConfig.read(yaml).findings == [finding])
  }
}
