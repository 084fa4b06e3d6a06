import ConfigSchema
import TestSupport
import Testing

@testable import SQLPlugin

@Suite struct SQLConfigTests {
  @Test func `The examples of the README load`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sinks", of: sqlSinkFactory)
    readme.expectKeys(of: SQLConfig.self)
    readme.expectKeys(of: ColumnConfig.self)
  }

  @Test(
    "Mistakes are found where they are",
    arguments: [
      ("columns: {}", "1:1 error: missing key 'path'"), ("columns: {}", "1:1 error: missing key 'table'"),
      ("path: a\ntable: b", "1:1 error: missing key 'columns'"),
      ("path: a/\ntable: b\ncolumns: {}", "1:7 error: 'path' names a folder"),
      ("path: a\ntable: ''\ncolumns: {}", "2:8 error: 'table' must be non-empty"),
      ("path: a\ntable: \"a\\tb\"\ncolumns: {}", "2:8 error: a name must not have control characters"),
      ("path: a\ntable: SQLite_x\ncolumns: {}", "2:8 error: names that begin with sqlite_ are SQLite's own"),
      ("path: a\ntable: b\ncolumns: { '': event.id }", "3:12 error: a name must not be empty"),
      ("path: a\ntable: b\ncolumns: { \"a\\x01b\": event.id }", "3:12 error: a name must not have control characters"),
      ("path: a\ntable: b\ncolumns: { a: event.id, A: event.type }", "3:25 error: the column 'A' is there twice"),
      (
        "path: a\ntable: b\ncolumns: { a: data.x }",
        "3:15 error: expected a field path such as event.data.severity, found a string"
      ),
      (
        "path: a\ntable: b\ncolumns: { a: event.agents }",
        "3:15 error: expected a field path such as event.data.severity, found a string"
      ),
      ("path: a\ntable: b\ncolumns: { a: event.data.x }", "3:15 error: a field of the payload needs a type"),
      (
        "path: a\ntable: b\ncolumns: { a: { from: event.data.x } }", "3:23 error: a field of the payload needs a 'type'"
      ),
      (
        "path: a\ntable: b\ncolumns: { a: { from: event.number, type: text } }", "3:43 error: 'event.number' is integer"
      ),
      ("path: a\ntable: b\ncolumns: { a: { from: event.data, type: text } }", "3:41 error: 'event.data' is json"),
      (
        "path: a\ntable: b\ncolumns: { a: { from: event.time, type: json } }",
        "3:41 error: 'event.time' is text or integer or real"
      ),
      (
        "path: a\ntable: b\ncolumns: { a: { from: event.data.x, type: integer, default: 1.5 } }",
        "3:61 error: the default is no integer"
      ),
      (
        "path: a\ntable: b\ncolumns: { a: { from: event.data.x, type: json, default: '{' } }",
        "3:58 error: the default is no json"
      ),
      (
        "path: a\ntable: b\ncolumns: { a: { from: event.agent, required: true, default: x } }",
        "3:46 warning: 'required' has no effect beside 'default'"
      ),
      ("path: a\ntable: b\ncolumns: { a: { type: text } }", "3:15 error: missing key 'from'"),
      ("path: a\ntable: b\ncolumns: [ a ]", nil),
      (
        "path: a\ntable: b\ncolumns: { number: event.agent }",
        "3:20 error: the key column 'number' must come from event.number or event.id"
      ),
      (
        "path: a\ntable: b\nkey: a\ncolumns: { a: event.type }",
        "4:15 error: the key column 'a' must come from event.number or event.id"
      ),
    ] as [(String, String?)])
  func mistakes(yaml: String, finding: String?) {
    let findings = SQLConfig.read(yaml).findings
    #expect(!findings.isEmpty)
    if let finding { #expect(findings.contains(finding), "\(findings)") }
  }

  @Test(
    arguments: [
      ("event.agents", "did you mean 'event.agent'?"), ("data.x", "did you mean 'event.data.x'?"),
      ("event.dta.x.y", "did you mean 'event.data.x.y'?"),
    ])
  func `A wrong path is corrected`(path: String, help: String) {
    var diagnostics = Diagnostics()
    _ = ColumnList.decode(.yaml("a: \(path)"), &diagnostics)
    #expect(diagnostics.all.map(\.help) == [help])
  }

  @Test func `Columns keep the order of the config, behind the key that was added`() {
    let config = SQLConfig.sample("path: a\ntable: b\ncolumns: { z: event.id, a: event.time, m: event.data }")
    #expect(config.allColumns.map(\.name.name) == ["number", "z", "a", "m"])
    let own = SQLConfig.sample("path: a\ntable: b\nkey: ID\ncolumns: { z: event.time, id: event.id }")
    #expect(own.allColumns.map(\.name.name) == ["z", "id"])
  }

  @Test func `A table is created with what the config says`() {
    let config = SQLConfig.sample(
      """
      path: a
      table: b
      columns:
        agent: event.agent
        cpu: { from: event.data.cpu, type: real, required: true }
        at: { from: event.time, type: integer }
        "odd \\" name": event.data
      """)
    #expect(
      Table(config).creation
        == #"CREATE TABLE "b" ("number" INTEGER PRIMARY KEY NOT NULL, "agent" TEXT, "cpu" REAL NOT NULL, "at" INTEGER, "#
        + #""odd "" name" TEXT)"#)
  }
}
