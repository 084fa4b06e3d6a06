import Foundation
import Testing

/// Adding a plugin is copying a folder and three lines; these tests fail when a line was forgotten.
struct PluginRegistrationTests {
  private let folders: [String]
  private let manifest: String
  private let list: String

  init() throws {
    let plugins = "\(Installation.repository)/Plugins"
    folders = try FileManager.default.contentsOfDirectory(atPath: plugins)
      .filter { FileManager.default.fileExists(atPath: "\(plugins)/\($0)/Sources") }.sorted()
    manifest = try Installation.text("Package.swift")
    list = try Installation.text("Sources/junctor/Plugins.swift")
  }

  @Test func `Every plugin's folder is listed in the manifest, and nothing else`() throws {
    let match = try #require(manifest.firstMatch(of: /let plugins = \[([^\]]*)\]/))
    let listed = match.1.matches(of: /"([A-Za-z0-9]+)"/).map { String($0.1) }
    #expect(listed.sorted() == folders, "add its name to 'plugins' in Package.swift")
  }

  @Test func `Every plugin is imported and listed in Plugins.swift`() throws {
    let imports = list.matches(of: /(?m)^import ([A-Za-z0-9]+)Plugin$/).map { String($0.1) }
    #expect(imports.sorted() == folders, "add its import to Sources/junctor/Plugins.swift")
    let listed = list.matches(of: /(?m)^  ([A-Za-z0-9]+)Plugin,$/).map { $0.1.lowercased() }
    #expect(listed.sorted() == folders.map { $0.lowercased() }, "add its value to Sources/junctor/Plugins.swift")
  }

  @Test func `Every plugin has a README, sources and tests`() {
    for folder in folders {
      for part in ["README.md", "Sources", "Tests"] {
        let path = "Plugins/\(folder)/\(part)"
        #expect(FileManager.default.fileExists(atPath: "\(Installation.repository)/\(path)"), "\(path)")
      }
    }
  }
}
