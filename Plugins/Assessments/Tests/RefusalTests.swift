import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// Wrong requests: the documented error, and nothing changes.
struct RefusalTests {
  private static let config = """
    types: { initial: { schema: { required: [mood], additionalProperties: false,
      properties: { mood: { type: integer, maximum: 10 }, note: { type: string } } } } }
    """

  private func nothingChanges(_ body: (Practice) async throws -> Void) async throws {
    let practice = try await Practice(Self.config).begun()
    _ = try await practice.send(
      "createAssessment", nil, #"{"id":"b","client_id":"c","type":"initial","fields":{"mood":1}}"#)
    _ = try await practice.send("submitAssessment", "b")
    let before = try await practice.everything()
    try await body(practice)
    #expect(try await practice.everything() == before)
  }

  private static let long = String(repeating: "x", count: 300)

  struct Wrong: Sendable, CustomTestStringConvertible {
    let status: Int
    let route: String
    var id: String?
    var body: String?
    var query: [String: String] = [:]
    var ifMatch: String?

    var testDescription: String { "\(status) \(route) \(id ?? "") \(body?.prefix(60) ?? "") \(query)" }
  }

  @Test(arguments: [
    Wrong(status: 409, route: "createClient", body: #"{"client_id":"c","name":"x"}"#),
    Wrong(status: 422, route: "createClient", body: #"{"client_id":"d"}"#),
    Wrong(status: 422, route: "createClient", body: #"{"client_id":"d","name":""}"#),
    Wrong(status: 422, route: "createClient", body: #"{"client_id":"d","name":"\#(long)"}"#),
    Wrong(status: 422, route: "createClient", body: #"{"client_id":"d\u0000","name":"x"}"#),
    Wrong(status: 422, route: "createClient", body: #"{"name":"a\u0007b"}"#),
    Wrong(status: 422, route: "createClient", body: #"{"name":"x","status":"gone"}"#),
    Wrong(status: 422, route: "createClient", body: #"{"name":"x","attributes":[]}"#),
    Wrong(status: 422, route: "createClient", body: #"{"name":"x","nam":"y"}"#),
    Wrong(status: 422, route: "createClient", body: #"{"client_id":"..","name":"x"}"#),
    Wrong(status: 422, route: "createAssessment", body: #"{"id":".","client_id":"c","type":"initial"}"#),
    Wrong(status: 404, route: "getClient", id: "nobody"),
    Wrong(status: 404, route: "getClientReport", id: "nobody"),
    Wrong(status: 404, route: "updateClient", id: "nobody", body: "{}"),
    Wrong(status: 422, route: "updateClient", id: "c", body: #"{"name":"\u0001"}"#),
    Wrong(status: 412, route: "updateClient", id: "c", body: #"{"name":"Eve"}"#, ifMatch: "\"999\""),
    Wrong(status: 412, route: "deleteClient", id: "c", query: ["cascade": "true"], ifMatch: "\"999\""),
    Wrong(status: 409, route: "deleteClient", id: "c"),
    Wrong(status: 409, route: "deleteClient", id: "c", query: ["cascade": "false"]),
    Wrong(status: 404, route: "deleteClient", id: "nobody"),
    Wrong(status: 422, route: "createAssessment", body: #"{"client_id":"nobody","type":"initial"}"#),
    Wrong(status: 422, route: "createAssessment", body: #"{"client_id":"c","type":"final"}"#),
    Wrong(status: 422, route: "createAssessment", body: #"{"client_id":"c"}"#),
    Wrong(status: 422, route: "createAssessment", body: #"{"id":"\u0001","client_id":"c","type":"initial"}"#),
    Wrong(status: 422, route: "createAssessment", body: #"{"client_id":"c","type":"initial","fields":{"mood":11}}"#),
    Wrong(status: 422, route: "createAssessment", body: #"{"client_id":"c","type":"initial","status":"completed"}"#),
    Wrong(status: 409, route: "createAssessment", body: #"{"id":"a","client_id":"c","type":"initial"}"#),
    Wrong(status: 404, route: "updateAssessment", id: "x", body: "{}"),
    Wrong(status: 422, route: "updateAssessment", id: "a", body: #"{"fields":{"mod":1}}"#),
    Wrong(status: 422, route: "updateAssessment", id: "a", body: #"{"fields":{"mood":"low"}}"#),
    Wrong(
      status: 422, route: "updateAssessment", id: "a",
      body: #"{"fields":{"note":"\#(String(repeating: "x", count: 70_000))"}}"#),
    Wrong(status: 422, route: "updateAssessment", id: "a", body: #"{"client_id":"d"}"#),
    Wrong(status: 409, route: "updateAssessment", id: "a", body: #"{"status":"completed"}"#),
    Wrong(status: 409, route: "updateAssessment", id: "a", body: #"{"fields":{"mood":1},"status":"pending"}"#),
    Wrong(status: 409, route: "updateAssessment", id: "b", body: #"{"fields":{"mood":2}}"#),
    Wrong(status: 409, route: "updateAssessment", id: "b", body: #"{"status":"in_progress"}"#),
    Wrong(status: 412, route: "updateAssessment", id: "a", body: #"{"fields":{"mood":1}}"#, ifMatch: "\"999\""),
    Wrong(status: 422, route: "submitAssessment", id: "a"),
    Wrong(status: 409, route: "submitAssessment", id: "b"),
    Wrong(status: 404, route: "submitAssessment", id: "x"),
    Wrong(status: 412, route: "submitAssessment", id: "a", ifMatch: "\"999\""),
    Wrong(status: 404, route: "deleteAssessment", id: "x"),
    Wrong(status: 412, route: "deleteAssessment", id: "a", ifMatch: "\"999\""),
    Wrong(status: 409, route: "analyzeAssessment", id: "a"),
    Wrong(status: 503, route: "analyzeAssessment", id: "b"),
    Wrong(status: 404, route: "analyzeAssessment", id: "x"),
    Wrong(status: 404, route: "validateAssessment", id: "x"),
    Wrong(status: 404, route: "getAssessmentReport", id: "x"),
    Wrong(status: 400, route: "listAssessments", query: ["cursor": "42"]),
    Wrong(status: 400, route: "listClients", query: ["cursor": ""]),
  ])
  func `REST`(wrong: Wrong) async throws {
    try await nothingChanges { practice in
      let status = try await practice.status(
        wrong.route, wrong.id, wrong.body, query: wrong.query, ifMatch: wrong.ifMatch)
      #expect(status == wrong.status)
    }
  }

  private static func invalid(_ field: String, _ error: String) -> String {
    #"VALIDATION_ERROR Invalid assessment data {"field":"\#(field)","error":"\#(error)"}"#
  }

  @Test(arguments: [
    ("CREATE_ASSESSMENT", #"{"client_id":"nobody","type":"initial"}"#, invalid("client_id", "Client not found")),
    ("CREATE_ASSESSMENT", "{}", invalid("client_id", "is required")),
    ("CREATE_ASSESSMENT", "[]", invalid("", "expected an object, found an array")),
    (
      "CREATE_ASSESSMENT", #"{"client_id":7,"type":"initial"}"#,
      invalid("client_id", "expected a non-empty string, found a number")
    ),
    (
      "CREATE_ASSESSMENT", #"{"client_id":"c","type":"x"}"#,
      invalid("type", #"expected one of initial, followup, discharge, found \"x\""#)
    ),
    (
      "CREATE_ASSESSMENT", #"{"client_id":"c","type":"initial","fields":[]}"#,
      invalid("fields", "expected an object, found an array")
    ),
    (
      "CREATE_ASSESSMENT", #"{"client_id":"c","type":"initial","fields":{"mood":11}}"#,
      invalid("fields.mood", "must be at most 10")
    ),
    ("CREATE_ASSESSMENT", #"{"client_id":"c","type":"initial","id":"a"}"#, invalid("id", "Exists already")),
    ("GET_ASSESSMENT", "{}", invalid("assessment_id", "is required")),
    ("GET_ASSESSMENT", #"{"id":1}"#, invalid("assessment_id", "expected a non-empty string")),
    ("GET_ASSESSMENT", #"{"id":"x"}"#, invalid("assessment_id", "Assessment not found")),
    ("UPDATE_ASSESSMENT", #"{"id":"a"}"#, invalid("fields", "is required")),
    ("UPDATE_ASSESSMENT", #"{"id":"a","fields":{"mood":"low"}}"#, invalid("fields.mood", "must be a whole number")),
    (
      "UPDATE_ASSESSMENT", #"{"id":"a","status":"completed"}"#,
      invalid("status", "an assessment is completed by submitting it")
    ),
    (
      "UPDATE_ASSESSMENT", #"{"id":"b","fields":{"mood":2}}"#,
      invalid("status", "the assessment is completed, which is final")
    ),
    ("UPDATE_ASSESSMENT", #"{"id":"x","fields":{}}"#, invalid("assessment_id", "Assessment not found")),
    ("SUBMIT_ASSESSMENT", #"{"id":"a"}"#, invalid("fields.mood", "is required")),
    ("SUBMIT_ASSESSMENT", #"{"id":"a","fields":{"mood":11}}"#, invalid("fields.mood", "must be at most 10")),
    ("SUBMIT_ASSESSMENT", #"{"id":"b"}"#, invalid("status", "the assessment is completed, which is final")),
    ("VALIDATE_ASSESSMENT", #"{"id":"x"}"#, invalid("assessment_id", "Assessment not found")),
    ("ANALYZE_ASSESSMENT", #"{"id":"a"}"#, invalid("status", "the assessment has no fields to analyse yet")),
    (
      "ANALYZE_ASSESSMENT", #"{"id":"b"}"#,
      #"PROCESSING_ERROR Failed to process assessment {"reason":"Analysis agent unavailable","retryAfter":5000}"#
    ),
    ("GENERATE_REPORT", "{}", invalid("assessment_id", "is required, or client_id")),
    ("GENERATE_REPORT", #"{"client_id":"nobody"}"#, invalid("client_id", "Client not found")),
    ("GENERATE_REPORT", #"{"assessment_id":"x"}"#, invalid("assessment_id", "Assessment not found")),
  ])
  func `Legacy`(action: String, payload: String, error: String) async throws {
    try await nothingChanges { practice in #expect(await practice.outcome(action, payload) == error) }
  }

  @Test(arguments: [
    (#"{"id":"a"}"#, #"{"valid":false,"errors":[{"field":"fields.mood","error":"is required"}]}"#),
    (#"{"assessment_id":"a","fields":{"mood":1}}"#, #"{"valid":true,"errors":[]}"#),
    (#"{"id":"b"}"#, #"{"valid":true,"errors":[]}"#),
    (
      #"{"id":"b","fields":{"mood":99}}"#,
      #"{"valid":false,"errors":[{"field":"fields.mood","error":"must be at most 10"}]}"#
    ),
    (#"{"client_id":"c","type":"initial","fields":{"mood":1}}"#, #"{"valid":true,"errors":[]}"#),
    (#"{"client_id":"c","type":"discharge"}"#, #"{"valid":true,"errors":[]}"#),
    (
      #"{"client_id":"nobody","type":"initial"}"#,
      #"{"valid":false,"errors":[{"field":"client_id","error":"Client not found"},"#
        + #"{"field":"fields.mood","error":"is required"}]}"#
    ),
    (
      "{}",
      #"{"valid":false,"errors":[{"field":"client_id","error":"is required"},{"field":"type","error":"is required"}]}"#
    ),
  ])
  func `VALIDATE_ASSESSMENT changes nothing`(payload: String, answer: String) async throws {
    try await nothingChanges { practice in
      let found = try await practice.ask("VALIDATE_ASSESSMENT", payload, isQuery: true)
      #expect(found == answer)
    }
  }

  @Test func `All that is missing is told at a submission`() async throws {
    let practice = try await Practice("types: { initial: { schema: { required: [a, b] } } }").begun()
    do {
      _ = try await practice.send("submitAssessment", "a")
      Issue.record("it was submitted")
    } catch let fault as AssessmentFault {
      #expect(fault == .invalid([FieldFault("/fields/a", "is required"), FieldFault("/fields/b", "is required")]))
    }
  }
}
