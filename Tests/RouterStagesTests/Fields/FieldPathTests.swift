import RouterCore
import RouterStages
import TestSupport
import Testing

struct FieldPathTests {
  @Test(arguments: [
    ("severity", "unknown field 'severity'", "did you mean 'event.data.severity'?"),
    ("data.severity", "unknown field 'data.severity'", "did you mean 'event.data.severity'?"),
    ("evnt.data.severity", "unknown field 'evnt.data.severity'", "did you mean 'event.data.severity'?"),
    ("event.dta.severity", "unknown field 'event.dta.severity'", "did you mean 'event.data.severity'?"),
    ("event.severity", "unknown field 'event.severity'", "did you mean 'event.data.severity'?"),
    ("agent", "unknown field 'agent'", "did you mean 'event.agent'?"),
    ("event.id", "unknown field 'event.id'", "known here: event.agent, event.data, event.source, event.type"),
    ("event", "unknown field 'event'", "known here: event.agent, event.data, event.source, event.type"),
    ("", "unknown field ''", "known here: event.agent, event.data, event.source, event.type"),
    ("event.type.name", "'event.type' has no fields", nil),
    (
      "event..type",
      "'event..type' is no field path: a path needs a key between its dots; an empty key is written \"\"",
      nil
    ),
  ])
  func `A wrong path is answered with the right one`(text: String, message: String, help: String?) {
    let error = #expect(throws: FieldPathError.self) { try FieldPath(parsing: text) }
    #expect(error?.description == message)
    #expect(error?.help == help)
  }

  @Test(arguments: [
    "event.type", "event.source", "event.agent", "event.data", "event.data.a.0.b", #"event.data.labels."app.name""#,
  ])
  func `A path is shown as it is written`(text: String) throws {
    #expect(try FieldPath(parsing: text).description == text)
  }
}
