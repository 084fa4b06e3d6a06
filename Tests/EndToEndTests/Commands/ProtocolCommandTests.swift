import RouterCore
import TestSupport
import Testing

@testable import junctor

struct ProtocolCommandTests {
  private func fill(_ page: String) async throws -> Junctor.Result {
    let folder = try TemporaryFolder()
    try page.write(toFile: folder.path("page.md"), atomically: true, encoding: .utf8)
    return try await Junctor.result(["protocol", "--fill", "page.md"], in: folder)
  }

  /// All sources that have routes.
  private static let everything = SampleConfig(
    routing: """
      sources:
        agents: { type: agents }
        assessments: { type: assessments }
        insights: { type: insights }
        graph: { type: knowledge_graph }
      pipelines: { live: { from: [agents, assessments, insights, graph, ingest], to: [clients] } }
      """)

  @Test(arguments: [("asyncapi", "asyncapi", "3.0.0"), ("openapi", "openapi", "3.1.0")])
  func `protocol prints the documents that the router serves`(
    _ format: String, _ member: String, _ version: String
  ) async throws {
    let result = try await Junctor.result(["protocol", "--format", format], in: try TemporaryFolder())
    #expect(result.end == .exit(0))
    #expect(try JSONDocument(parsing: result.output).root[member]?.string == version)
    try await JunctorProcess.run(Self.everything) { junctor in
      // Where clients find a router depends on its config.
      let served = try JSONDocument(parsing: try await junctor.get("/\(format).json").body).root
      for member in try JSONDocument(parsing: result.output).root.members where member.name != "servers" {
        #expect(served[member.name]?.isEqual(to: member.value) == true, "\(member.name)")
      }
    }
  }

  @Test func `Blocks are made anew, and everything else stays`() async throws {
    let page = "# A\n\n<!-- generated: limit-types -->\nold\n<!-- end -->\n\n  text  \n"
    let result = try await fill(page)
    #expect(result.end == .exit(0))
    #expect(result.output.hasPrefix("# A\n\n<!-- generated: limit-types -->\n\n`messages_per_minute`, "))
    #expect(result.output.hasSuffix("`\n\n<!-- end -->\n\n  text  \n") && !result.output.contains("old"))
    #expect(try await fill(result.output).output == result.output)
    #expect(try await fill("no block\n").output == "no block\n")
  }

  @Test(arguments: ProtocolBlock.allCases)
  func `Every block has something to say`(_ block: ProtocolBlock) async throws {
    let filled = try await fill("<!-- generated: \(block.rawValue) -->\n<!-- end -->\n").output
    #expect(filled.split(separator: "\n").count > 2)
  }

  @Test(
    arguments: [
      ("a\n<!-- generated: routs -->\n<!-- end -->\n", "page.md: line 2: there is no block 'routs', but events, "),
      ("<!-- generated: routes -->\nb\n", "page.md: line 1: the block has no '<!-- end -->'"),
      (
        "<!-- generated: routes -->\n<!-- generated: events -->\n<!-- end -->\n",
        "page.md: line 1: the block has no '<!-- end -->'"
      ),
      ("a\n\n<!-- end -->\n", "page.md: line 3: no block ends here"),
    ])
  func `A page with wrong marks is refused with the line`(_ page: String, _ problem: String) async throws {
    let result = try await fill(page)
    #expect(result.end == .exit(64))
    #expect(result.errors.contains(problem), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func `A page that is not there is said`() async throws {
    let result = try await Junctor.result(["protocol", "--fill", "none.md"], in: try TemporaryFolder())
    #expect(result.end == .exit(64) && result.errors.contains("none.md cannot be read"))
  }
}
