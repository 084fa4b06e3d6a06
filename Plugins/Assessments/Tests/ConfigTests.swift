import ConfigSchema
import Foundation
import RouterCore
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// What can be said in a config, and what is wrong with it.
struct ConfigTests {
  @Test func `The source keeps the contract`() async {
    let contract = SourceContract(assessmentsFactory, config: .yaml("store: { type: memory }"))
    contract.declaresItsConfig()
    await contract.buildingHasNoEffects()
  }

  @Test func `The README's examples work`() throws {
    try Readme(beside: #filePath).expectExamples(in: "sources", of: assessmentsFactory)
  }

  @Test(arguments: [
    ("types: { initail: {} }", "1:10 error: unknown key 'initail'"),
    ("types: { initial: { schema: { typ: object } } }", "1:31 error: unknown keyword 'typ'"),
    ("types: { initial: { schema: { properties: { mood: { type: integr } } } } }", "1:59 error: unknown type 'integr'"),
    ("types: { initial: { schema: true, schema_file: /nowhere.json } }", "1:48 error: the file cannot be read"),
    (
      "analysis: { agent: a, rules: [{ finding: x }] }",
      "1:20 error: both an agent and rules are given: one of them analyses"
    ),
    ("analysis: { agent: '' }", "1:20 error: 'agent' must be non-empty"),
    ("analysis: { timeout: 0s }", "1:22 error: 'timeout' must be between 10ms and 1h"),
    ("analysis: { rules: [{ when: { mood: { minimum: 1 } } }] }", "1:21 error: nothing follows from this rule"),
    (
      "analysis: { rules: [{ when: { mood: 3 }, finding: x }] }",
      "1:37 error: a schema is a mapping, or true or false; found a number"
    ),
    (
      "analysis: { rules: [{ when: { a..b: true }, finding: x }] }",
      #"1:31 error: a path needs a key between its dots; an empty key is written """#
    ),
    (
      "analysis: { scores: { phq: { sum: [a] } }, rules: [{ when_score: { phk: true }, finding: x }] }",
      "1:68 error: there is no score 'phk'"
    ),
    ("analysis: { scores: { phq: { sum: [] } } }", "1:35 error: 'sum' must be non-empty"),
    (
      "analysis: { scores: { phq: { sum: [a], bands: { high: 5, low: 1 } } } }",
      "1:47 error: the beginnings of 'bands' must ascend"
    ),
    ("analysis: { retry: { pause: 5s, max_pause: 1s } }", "1:44 error: 'max_pause' is shorter than 'pause'"),
    ("events: { include: [client] }", "1:21 error: expected one of client_id, type, found a string"),
    ("store: { type: memory, path: x }", "1:30 error: a store in memory has no file"),
  ])
  func `A mistake is found at its place`(yaml: String, finding: String) {
    #expect(AssessmentsConfig.read(yaml).findings == [finding])
  }

  @Test func `A schema may be in a file of its own, whose mistakes have their places there`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("schema.json")
    try Data("{\n \"required\": [\"mood\"]\n}".utf8).write(to: URL(fileURLWithPath: path))
    let config = AssessmentsConfig.sample("types: { initial: { schema_file: \(path) } }")
    let faults = AssessmentTypes(config.types).faults(in: BoundedObject.empty.root, of: .initial, isWhole: true)
    #expect(faults == [FieldFault("/fields/mood", "is required")])
    for (text, finding) in [
      ("{\n \"ä\": 1, \"requird\": [],\n \"type\": [\"strin\"]}", ["2:2", "2:10", "3:11"]), ("{\"type\": }", ["1:10"]),
      ("{\"a\":1,\n\"a\":2}", ["2:1"]), ("", ["1:1"]),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      var diagnostics = Diagnostics()
      _ = AssessmentsConfig.decode(.yaml("types: { initial: { schema_file: \(path) } }"), &diagnostics)
      let places = diagnostics.sorted.compactMap(\.range)
      #expect(places.map { "\($0.start.line):\($0.start.column)" } == finding, "\(text)")
      #expect(places.allSatisfy { $0.file == path })
    }
  }
}
