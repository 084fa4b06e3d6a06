import ConfigSchema
import Foundation
import RouterConfig
import RouterCore
import TestSupport
import Testing

/// Every `Fixtures/bridge/<name>.yaml` and what the user gets to read about it, `<name>.expected`; recorded as in
/// `FixtureTests`.
struct BridgeFixtureTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/bridge")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test func `There are fixtures`() { #expect(Self.names.count >= 7) }

  @Test(arguments: names)
  func `A wrong bridge section gets exactly the expected message`(name: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appending(path: name + ".yaml"))
    let text = Self.compile(Array(bytes), file: name + ".yaml").text
    let expected = Self.folder.appending(path: name + ".expected")
    if ProcessInfo.processInfo.environment["JUNCTOR_RECORD"] != nil {
      try text.write(to: expected, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name).expected: read it, then run without JUNCTOR_RECORD")
    }
    #expect(try text == String(contentsOf: expected, encoding: .utf8))
    #expect(!text.contains("hunter2"), "what comes from the environment is not shown")
  }

  static func compile(_ bytes: [UInt8], file: String) -> (catalogue: Catalogue?, text: String) {
    let values = SubstitutionSource(
      environment: { ["WORD": "hunter2", "SOURCE": "case-agent"][$0] },
      file: { _ throws(FileFailure) in throw .unreadable("No such file or directory") })
    let config = ConfigFile.parse(bytes, file: file, substituting: values)
    var diagnostics = config.diagnostics
    var catalogue: Catalogue?
    if let root = config.root {
      let section = BridgedRoot.decode(root, &diagnostics)?.bridge ?? .events(of: root)
      let (compiled, findings) = BridgeCompiler.compile(
        section, extending: .standard, reserved: ["connection_established"])
      diagnostics.add(findings)
      catalogue = compiled
    }
    return (catalogue, DiagnosticText(config.source).render(diagnostics))
  }
}

/// A config with nothing but the section.
private struct BridgedRoot: ConfigObject {
  var bridge = BridgeConfig()

  static var fields: [Field<Self>] { [Field("bridge", \.bridge, "the section")] }
}
