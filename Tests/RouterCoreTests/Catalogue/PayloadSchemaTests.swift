import RouterCore
import Testing

struct PayloadSchemaTests {
  private func schema(_ type: String) throws -> PayloadSchema {
    try #require(Catalogue.builtInTypes.first { $0.name == type }).schema
  }

  private func violation(_ type: String, _ data: String) throws -> PayloadViolation? {
    try schema(type).validate(JSONDocument(parsing: data).root)
  }

  @Test(
    "Only what identifies an event and its state is required",
    arguments: [
      ("agent_status", #"{"agent_id":"a","old_status":"idle","new_status":"active"}"#),
      ("agent_created", #"{"agent_id":"a"}"#),
      ("inference_progress", #"{"inference_id":"i","agent_id":"a","progress":1}"#),
      ("metrics_update", "{}"),
      ("metrics_update", #"{"agents":{}}"#),
      ("maintenance_mode", #"{"enabled":false}"#),
      ("relationship_created", #"{"relationship_id":"r","source_id":"a","target_id":"b"}"#),
      ("assessment_update", #"{"id":"x","status":"pending"}"#),
    ])
  func minimal(type: String, data: String) throws {
    #expect(try violation(type, data) == nil)
  }

  @Test(
    "Fields that the schema does not name pass, and optional ones may be null",
    arguments: [
      ("agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","more":[{}]}"#),
      ("agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","reason":null,"last_inference":null}"#),
      ("metrics_update", #"{"system":{"cpu_usage":1e3,"gpu":"hot"},"agents":{"a":{"status":null}}}"#),
      ("agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","inference_count":1543.0}"#),
      ("agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","inference_count":12345678901234567890}"#),
    ])
  func open(type: String, data: String) throws {
    #expect(try violation(type, data) == nil)
  }

  @Test(
    "A wrong payload is reported with the field, what was expected and what was found",
    arguments: [
      ("agent_status", "[]", "", "an object", "an array"),
      ("agent_status", "{}", "/agent_id", "a non-empty string", "nothing"),
      ("agent_status", #"{"agent_id":null}"#, "/agent_id", "a non-empty string", "null"),
      ("agent_status", #"{"agent_id":""}"#, "/agent_id", "a non-empty string", "an empty string"),
      ("agent_status", #"{"agent_id":7}"#, "/agent_id", "a non-empty string", "a number"),
      ("agent_status", #"{"agent_id":"a","old_status":"x"}"#, "/new_status", "a non-empty string", "nothing"),
      (
        "agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","last_inference":"yesterday"}"#,
        "/last_inference", "a date and time such as 2024-01-15T10:30:00Z", #""yesterday""#
      ),
      (
        "agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","last_inference":"2024-02-30T00:00:00Z"}"#,
        "/last_inference", "a date and time such as 2024-01-15T10:30:00Z", #""2024-02-30T00:00:00Z""#
      ),
      (
        "agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","inference_count":1.5}"#,
        "/inference_count", "a whole number of at least 0", "1.5"
      ),
      (
        "agent_status", #"{"agent_id":"a","old_status":"x","new_status":"y","inference_count":-1}"#,
        "/inference_count", "a whole number of at least 0", "-1"
      ),
      (
        "inference_progress", #"{"inference_id":"i","agent_id":"a","progress":1.01}"#,
        "/progress", "a number from 0 to 1", "1.01"
      ),
      (
        "inference_progress", #"{"inference_id":"i","agent_id":"a","progress":1e400}"#,
        "/progress", "a number from 0 to 1", "1e400"
      ),
      (
        "inference_progress", #"{"inference_id":"i","agent_id":"a","progress":"0.5"}"#,
        "/progress", "a number from 0 to 1", "a string"
      ),
      (
        "inference_completed", #"{"inference_id":"i","agent_id":"a","result_summary":{"key_findings":["x",1]}}"#,
        "/result_summary/key_findings/1", "a string", "a number"
      ),
      (
        "metrics_update", #"{"agents":{"a/b":{"success_rate":2}}}"#,
        "/agents/a~1b/success_rate", "a number from 0 to 1", "2"
      ),
      ("metrics_update", #"{"agents":[]}"#, "/agents", "an object", "an array"),
      (
        "metrics_update", #"{"system":{"active_agents":true}}"#,
        "/system/active_agents", "a whole number of at least 0", "a boolean"
      ),
      (
        "system_alert", #"{"alert_id":"a","severity":"error","affected_components":"database"}"#,
        "/affected_components", "an array", "a string"
      ),
      (
        "system_status", #"{"old_status":"a","new_status":"b","components":{"db":""}}"#,
        "/components/db", "a non-empty string", "an empty string"
      ),
      ("maintenance_mode", #"{"enabled":"yes"}"#, "/enabled", "true or false", "a string"),
      (
        "assessment_update", #"{"id":"x","status":"done"}"#,
        "/status", "one of pending, in_progress, completed", #""done""#
      ),
      (
        "client_metrics_update", #"{"active_clients":{}}"#,
        "/active_clients/count", "a whole number of at least 0", "nothing"
      ),
    ])
  func wrong(type: String, data: String, pointer: String, expected: String, found: String) throws {
    let violation =
      found == "nothing"
      ? PayloadViolation(missing: pointer, expected: expected)
      : PayloadViolation(pointer: pointer, expected: expected, found: found)
    #expect(try self.violation(type, data) == violation)
    #expect(violation.found == found && violation.isMissing == (found == "nothing"))
  }

  @Test("A payload is checked where it stands in a message")
  func insideAMessage() throws {
    let message = try JSONDocument(parsing: #"{"type":"agent_deleted","data":{"agent_id":1}}"#)
    let violation = try schema("agent_deleted").validate(try #require(message.root["data"]))
    #expect(violation?.description == "/data/agent_id: expected a non-empty string, found a number")
  }

  @Test("All violations are listed, up to the limit")
  func list() throws {
    let data = try JSONDocument(parsing: #"{"agents":{"a":1,"b":2,"c":{"current_load":-1}},"system":7}"#).root
    let pointers = try schema("metrics_update").violations(in: data).map(\.pointer)
    #expect(pointers == ["/system", "/agents/a", "/agents/b", "/agents/c/current_load"])
    #expect(try schema("metrics_update").violations(in: data, limit: 2).map(\.pointer) == ["/system", "/agents/a"])
  }

  @Test("Long values are shortened in messages")
  func shortened() throws {
    let data = #"{"id":"x","status":"\#(String(repeating: "y", count: 1000))"}"#
    #expect(try violation("assessment_update", data)?.found.count == 41)
  }
}
