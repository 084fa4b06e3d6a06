import Foundation
import TestSupport
import Testing

/// What the documentation tells people to type works.
struct DocumentationTests {
  private static let pages = ["README.md", "Docs/Plugins.md", "Docs/Operations.md", "Docs/Protocol.md"]

  /// Code blocks of a language in a page.
  private func blocks(_ language: String, in page: String) throws -> [String] {
    try Installation.text(page).components(separatedBy: "```\(language)\n").dropFirst()
      .map { $0.components(separatedBy: "\n```")[0] }
  }

  private func commands(in page: String) throws -> [[Substring]] {
    try blocks("sh", in: page).flatMap { $0.split(separator: "\n") }.map { $0.split(separator: " ") }
  }

  @Test(arguments: pages)
  func `Every make command of a page is a target`(page: String) throws {
    let targets = try Installation.text("Makefile").matches(of: /(?m)^([a-z-]+):/).map { $0.1 }
    for command in try commands(in: page) where command.first == "make" {
      for target in command.dropFirst() { #expect(targets.contains(target), "\(page): make \(target)") }
    }
  }

  @Test(arguments: pages)
  func `Every junctor command of a page exists`(page: String) async throws {
    for command in try commands(in: page) {
      guard let index = command.firstIndex(where: { $0.hasSuffix("/junctor") }), index + 1 < command.count else {
        continue
      }
      let result = try await Junctor.result(["help", String(command[index + 1])], in: try TemporaryFolder())
      #expect(
        result.output.contains("USAGE: junctor \(command[index + 1])"), "\(page): \(command.joined(separator: " "))")
    }
  }

  @Test(arguments: pages)
  func `Every whole config in a page is right`(page: String) async throws {
    for config in try blocks("yaml", in: page) where config.contains("pipelines:") && config.contains("auth:") {
      let folder = try TemporaryFolder()
      try config.write(toFile: folder.path("page.yaml"), atomically: true, encoding: .utf8)
      let result = try await Junctor.result(["validate", "page.yaml"], in: folder)
      #expect(result.output == "page.yaml: ok\n", "\(page)")
    }
  }
}
