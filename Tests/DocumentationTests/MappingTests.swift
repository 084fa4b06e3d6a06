import ConfigSchema
import Foundation
import RouterConfig
import RouterCore
import TestSupport
import Testing

/// The example of `Docs/Dialects.md`: its config does to the frame beside it what the page says.
struct MappingTests {
  private let page: String

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    page = try String(contentsOf: root.appending(path: "Docs/Dialects.md"), encoding: .utf8)
  }

  private func blocks(_ language: String) -> [String] {
    page.components(separatedBy: "```\(language)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
  }

  @Test func `The frame of the example becomes the event of the example, and comes back`() throws {
    let yaml = try #require(blocks("yaml").first { $0.contains("\nbridge:") })
    let frame = JSONDocument.sample(try #require(blocks("json").first { $0.contains("CASE_CHANGED") }))
    let event = JSONDocument.sample(try #require(blocks("json").first { $0.contains(#""case_update""#) }))
    let (catalogue, diagnostics) = BridgeCompiler.compile(
      .events(of: .yaml(yaml, file: "Dialects.md")), extending: .standard)
    #expect(diagnostics.lines == [])
    let read = try LegacyEvent(reading: frame.root, catalogue)
    let data = try #require(event.root["data"]?.detached())
    #expect(read.draft.type == event.root["type"]?.string)
    #expect(read.draft.time == event.root["timestamp"]?.timestamp)
    #expect(read.draft.data.description == data.description)
    let back = try catalogue[read.type].legacy.legacy(from: data)
    #expect(back.description == frame.root[["payload", "data"]]?.detached().description)
    #expect(catalogue.type(named: "insight_update")?.legacy.source == "insight-agent")
  }
}
