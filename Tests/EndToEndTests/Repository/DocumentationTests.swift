import Foundation
import RouterCore
import RouterGateway
import TestSupport
import Testing

/// What the documentation tells people to type works.
struct DocumentationTests {
  private static let pages = [
    "README.md", "Docs/Plugins.md", "Docs/Operations.md", "Docs/Protocol.md", "Docs/Dialects.md",
  ]

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

  @Test(arguments: ["Docs/Protocol.md", "Docs/Dialects.md"])
  func `A page about the protocol is what the declarations say`(path: String) async throws {
    let file = "\(Installation.repository)/\(path)"
    let result = try await Junctor.result(["protocol", "--fill", file], in: try TemporaryFolder())
    #expect(result.end == .exit(0))
    let page = try Installation.text(path)
    #expect(page == result.output, "run make docs")
  }

  /// A JSON block of the page is a frame of the server, a message of a client, or else the body of a request or an answer.
  @Test func `Every message in the protocol's page is as it is declared`() throws {
    let (messages, legacy) = (V1Messages(.ofProgram), LegacyMessages(.ofProgram))
    var count = 0
    for block in try blocks("json", in: "Docs/Protocol.md") {
      let json = try JSONDocument(parsing: block).root
      guard let type = json["type"]?.string else { continue }
      if legacy.client.contains(where: { $0.type == type }) {
        let declared = legacy.client.filter { $0.type == type }
        #expect(declared.allSatisfy { $0.shape.violations(in: json).isEmpty }, "\(block)")
      } else if (legacy.server + legacy.events).contains(where: { $0.type == type }) {
        #expect(MessageCheck(legacy).violations(in: json) == [], "\(block)")
      } else if json["timestamp"] != nil, json["source"] == nil {
        #expect(MessageCheck(messages).violations(in: json) == [], "\(block)")
      } else if let message = messages.client.first(where: { $0.type == type }) {
        #expect(message.shape.violations(in: json) == [], "\(block)")
      } else {
        #expect(PublishedShape(messages.catalogue).any.violations(in: json) == [], "\(block)")
      }
      count += 1
    }
    #expect(count > messages.client.count + messages.server.count + legacy.client.count + legacy.answers.count)
  }

  @Test func `The page lists what a client is told that can be subscribed to`() async throws {
    let page = try Installation.text("Docs/Protocol.md")
    let block = try #require(page.components(separatedBy: "<!-- generated: supported-events -->").last)
    let listed = block.components(separatedBy: "<!-- end -->")[0].matches(of: /`([^`]+)`/).map { String($0.1) }
    try await JunctorProcess.run(.clients) { junctor in
      let client = try await junctor.connect(.python, token: try await junctor.token())
      try client.send(#"{"type":"subscribe","data":{"events":["nonsense"]}}"#)
      let told = try await client.frame().json.root[["data", "supported_events"]]?.elements.compactMap(\.string)
      let document = try JSONDocument(parsing: try await junctor.get("/asyncapi.json").body)
      let described = document.root[["components", "schemas", "event_name", "enum"]]?.elements.compactMap(\.string)
      #expect(told == listed)
      #expect(described == listed)
    }
  }
}
