import ConfigSchema
import Foundation
import RouterConfig
import Testing

/// Every `Fixtures/invalid/<name>.yaml` and what the user gets to read about it, `<name>.expected`.
///
/// Changed messages are recorded with `JUNCTOR_RECORD=1 swift test --filter FixtureTests` (which then fails, so that
/// nobody records by accident), and read before they are committed.
struct FixtureTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/invalid")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test func `There are fixtures`() { #expect(Self.names.count >= 50) }

  @Test(arguments: names)
  func `An invalid config gets exactly the expected message`(name: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appending(path: name + ".yaml"))
    let text = Self.messages(Array(bytes), file: name + ".yaml")
    let expected = Self.folder.appending(path: name + ".expected")
    if ProcessInfo.processInfo.environment["JUNCTOR_RECORD"] != nil {
      try text.write(to: expected, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name).expected: read it, then run without JUNCTOR_RECORD")
    }
    #expect(try text == String(contentsOf: expected, encoding: .utf8))
    #expect(!text.contains("hunter2"), "the literal secret of every fixture is hunter2")
  }

  @Test func `Every expectation belongs to a config`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let expectations = files.filter { $0.hasSuffix(".expected") }.map { String($0.dropLast(9)) }
    #expect(expectations.sorted() == Self.names)
  }

  /// What `junctor validate` would print, with an environment and files of our own.
  static func messages(_ bytes: [UInt8], file: String) -> String {
    let values = SubstitutionSource(
      environment: { ["PORT": "8080", "WORD": "hunter2", "EMPTY": ""][$0] },
      file: { path throws(FileFailure) in
        if path == "key.pem" { return Array("hunter2\n".utf8) }
        throw .unreadable("No such file or directory")
      })
    let config = ConfigFile.parse(bytes, file: file, substituting: values)
    var diagnostics = config.diagnostics
    if let root = config.root { _ = SampleConfig.decode(root, &diagnostics) }
    return DiagnosticText(config.source).render(diagnostics)
  }
}
