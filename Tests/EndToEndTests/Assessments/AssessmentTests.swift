import RouterCore
import TestSupport
import Testing

/// Assessments of a real router, with foreign clients.
struct AssessmentTests {
  private static let target = "assessment-agent"

  @Test(arguments: Client.Library.allCases)
  func `Legacy clients take an assessment from its beginning to its analysis, and everybody sees each step`(
    library: Client.Library
  ) async throws {
    try await JunctorProcess.run(AssessmentConfig.router(AssessmentConfig.rules)) { router in
      let token = try await router.token()
      let resources = try ResourceClient(router, token: token)
      try await resources.create("clients", #"{"client_id":"client_123","name":"Ada"}"#)
      let watcher = try await router.connect(library, token: token)
      try await watcher.subscribe("assessment_update")
      let legacyWatcher = try await LegacyClient.authenticated(router, library, token: token)
      try await legacyWatcher.subscribe("ASSESSMENT_UPDATE")
      let client = try await LegacyClient.authenticated(router, library, token: token)
      let created = try await client.request(
        "CREATE_ASSESSMENT", #"{"id":"assessment_456","client_id":"client_123","type":"initial"}"#, of: Self.target,
        as: "QUERY")
      #expect(created.type == "RESPONSE")
      #expect(
        created.text("payload")?.replacing(/20\d\d-[0-9T:-]+Z/, with: "now")
          == #"{"id":"assessment_456","client_id":"client_123","type":"initial","status":"pending","created_at":"now","#
          + #""fields":{},"analysis":{}}"#)
      let id = #""assessment_id":"assessment_456""#
      let changed = try await client.request(
        "UPDATE_ASSESSMENT", #"{\#(id),"fields":{"mood":3.0}}"#, of: "assessment_agent")
      #expect(changed.payload("status")?.string == "in_progress")
      let valid = try await client.request("VALIDATE_ASSESSMENT", "{\(id)}", of: Self.target, as: "QUERY")
      #expect(valid.text("payload") == #"{"valid":true,"errors":[]}"#)
      let completed = try await client.request("SUBMIT_ASSESSMENT", "{\(id)}", of: Self.target)
      #expect(completed.payload("status")?.string == "completed")
      #expect(completed.text("payload", "fields") == #"{"mood":3.0}"#)

      let events = try await watcher.frames(4)
      let legacyEvents = try await legacyWatcher.frames(4)
      #expect(events.map { $0.json.root["data"]?["status"]?.string } == Self.statuses)
      #expect(legacyEvents.map { $0.payload("data", "status")?.string } == Self.statuses)
      let time = try #require(events[2].json.root["data"]?["completed_at"]?.string)
      #expect(
        events[2].text("data") == #"{"id":"assessment_456","status":"completed","completed_at":"\#(time)"}"#)
      #expect(
        legacyEvents[2].text("payload", "data")
          == #"{"id":"assessment_456","status":"completed","completedAt":"\#(time)"}"#)
      #expect(legacyEvents[2].text("source") == #"{"type":"AGENT","id":"assessment-agent"}"#)
      let analysis = #"{"scores":{},"bands":{},"risk_factors":["low_mood"],"findings":[],"recommendations":[]}"#
      #expect(events[3].text("data", "analysis") == analysis)
      #expect(
        try await resources.get("assessments/assessment_456").json["analysis"]?.text.elementsEqual(analysis.utf8)
          == true)
      let report = try await client.request("GENERATE_REPORT", #"{"client_id":"client_123"}"#, of: Self.target)
      #expect(report.payload("latest_analysis", "assessment_id")?.string == "assessment_456")
    }
  }

  private static let statuses = ["pending", "in_progress", "completed", "completed"]

  /// What is wrong with requests by HTTP: status, method, path, body and headers.
  private static let wrong: [(Int, String, String, String?, [String: String])] = [
    (401, "GET", "assessments", nil, ["Authorization": "Bearer x.y.z"]),
    (400, "POST", "assessments", "{", [:]),
    (400, "POST", "assessments", #"{"client_id":"c","client_id":"c","type":"initial"}"#, [:]),
    (415, "POST", "assessments", "{}", ["Content-Type": "text/plain"]),
    (422, "POST", "assessments", "[]", [:]),
    (422, "POST", "assessments", #"{"client_id":"nobody","type":"initial"}"#, [:]),
    (422, "POST", "assessments", #"{"client_id":"c","type":"initial","fields":{"mood":11}}"#, [:]),
    (422, "POST", "assessments", #"{"client_id":"c","type":"initial","colour":1}"#, [:]),
    (409, "POST", "assessments", #"{"id":"a","client_id":"c","type":"initial"}"#, [:]),
    (409, "POST", "clients", #"{"client_id":"c","name":"x"}"#, [:]),
    (422, "POST", "clients", #"{"name":"\u0000"}"#, [:]),
    (400, "GET", "assessments?colour=red", nil, [:]),
    (400, "GET", "assessments?status=done", nil, [:]),
    (400, "GET", "assessments?created_after=soon", nil, [:]),
    (400, "GET", "assessments?limit=0", nil, [:]),
    (404, "GET", "assessments/nothing", nil, [:]),
    (404, "PATCH", "assessments/nothing", "{}", [:]),
    (422, "PATCH", "assessments/a", #"{"fields":{"mood":"low"}}"#, [:]),
    (422, "PATCH", "assessments/a", #"{"fields":{"note":"\#(String(repeating: "x", count: 21))"}}"#, [:]),
    (409, "PATCH", "assessments/a", #"{"status":"completed"}"#, [:]),
    (409, "PATCH", "assessments/done", #"{"fields":{"mood":1}}"#, [:]),
    (412, "PATCH", "assessments/a", #"{"fields":{"mood":1}}"#, ["If-Match": "\"0\""]),
    (400, "PATCH", "assessments/a", #"{"fields":{"mood":1}}"#, ["If-Match": "0"]),
    (422, "POST", "assessments/a/submit", nil, [:]),
    (409, "POST", "assessments/done/submit", nil, [:]),
    (412, "POST", "assessments/a/submit", nil, ["If-Match": "\"0\""]),
    (409, "POST", "assessments/a/analyze", nil, [:]),
    (503, "POST", "assessments/done/analyze", nil, [:]),
    (404, "POST", "assessments/nothing/validate", nil, [:]),
    (404, "GET", "assessments/nothing/report", nil, [:]),
    (405, "DELETE", "assessments", nil, [:]),
    (409, "DELETE", "clients/c", nil, [:]),
    (400, "DELETE", "clients/c?cascade=perhaps", nil, [:]),
    (412, "DELETE", "clients/c?cascade=true", nil, ["If-Match": "\"0\""]),
  ]

  /// Legacy requests that are wrong: action, payload and the error's payload.
  private static let refused = [
    ("CREATE_ASSESSMENT", #"{"client_id":"nobody","type":"initial"}"#, invalid("client_id", "Client not found")),
    ("CREATE_ASSESSMENT", #"{"client_id":"c"}"#, invalid("type", "is required")),
    ("UPDATE_ASSESSMENT", #"{"id":"a","fields":{"mood":11}}"#, invalid("fields.mood", "must be at most 10")),
    (
      "UPDATE_ASSESSMENT", #"{"id":"done","fields":{"mood":1}}"#,
      invalid("status", "the assessment is completed, which is final")
    ),
    ("SUBMIT_ASSESSMENT", #"{"id":"a"}"#, invalid("fields.mood", "is required")),
    ("GET_ASSESSMENT", #"{"id":"nothing"}"#, invalid("assessment_id", "Assessment not found")),
    (
      "ANALYZE_ASSESSMENT", #"{"id":"done"}"#,
      #"{"code":"PROCESSING_ERROR","message":"Failed to process assessment","#
        + #""details":{"reason":"Analysis agent unavailable","retryAfter":5000}}"#
    ),
    ("GENERATE_REPORT", "{}", invalid("assessment_id", "is required, or client_id")),
  ]

  private static func invalid(_ field: String, _ error: String) -> String {
    #"{"code":"VALIDATION_ERROR","message":"Invalid assessment data","details":{"field":"\#(field)","error":"\#(error)"}}"#
  }

  @Test func `Wrong input of each kind gets its error, changes nothing and causes no event`() async throws {
    try await JunctorProcess.run(AssessmentConfig.router()) { router in
      let token = try await router.token()
      let resources = try ResourceClient(router, token: token)
      try await resources.create("clients", #"{"client_id":"c","name":"Ada"}"#)
      try await resources.create("assessments", #"{"id":"a","client_id":"c","type":"initial"}"#)
      try await resources.create("assessments", #"{"id":"done","client_id":"c","type":"discharge"}"#)
      #expect(try await resources.send("POST", "assessments/done/submit").status == 200)
      let before = try await Self.everything(resources)
      let watcher = try await LegacyClient.authenticated(router, token: token)
      try await watcher.subscribe("ASSESSMENT_UPDATE")
      for (status, method, path, body, headers) in Self.wrong {
        let reply = try await resources.send(method, path, body, headers)
        #expect(reply.status == status, "\(method) \(path) \(body ?? ""): \(reply.status) \(reply.body)")
      }
      let client = try await LegacyClient.authenticated(router, token: token)
      for (action, payload, error) in Self.refused {
        let answer = try await client.request(action, payload, of: Self.target, id: "r")
        #expect(answer.type == "ERROR" && answer.id == "r")
        #expect(answer.text("payload") == error, "\(action) \(payload)")
      }
      #expect(try await Self.everything(resources) == before)
      // The first event since is of this change.
      let changed = try await resources.send("PATCH", "assessments/a", #"{"fields":{"mood":1}}"#)
      #expect(changed.status == 200)
      let event = try await watcher.frame()
      #expect(event.text("payload", "data") == #"{"id":"a","status":"in_progress"}"#)
      #expect(event.id == "msg_4")
    }
  }

  private static func everything(_ resources: ResourceClient) async throws -> [String] {
    try await [resources.get("clients").body, resources.get("assessments").body]
  }

  @Test func `Who may only read changes nothing`() async throws {
    try await JunctorProcess.run(AssessmentConfig.router(AssessmentConfig.rules)) { router in
      let resources = try ResourceClient(router, token: try await router.token())
      try await resources.create("clients", #"{"client_id":"c","name":"Ada"}"#)
      try await resources.create("assessments", #"{"id":"a","client_id":"c","type":"initial","fields":{"mood":1}}"#)
      let observer = try await router.token("--role", "observer")
      let reader = try ResourceClient(router, token: observer)
      let before = try await Self.everything(reader)
      for (method, path, body) in [
        ("POST", "clients", #"{"name":"x"}"#), ("PATCH", "clients/c", #"{"name":"x"}"#), ("DELETE", "clients/c", nil),
        ("POST", "assessments", #"{"client_id":"c","type":"initial"}"#),
        ("PATCH", "assessments/a", #"{"fields":{}}"#), ("DELETE", "assessments/a", nil),
        ("POST", "assessments/a/submit", nil), ("POST", "assessments/a/analyze", nil),
      ] {
        #expect(try await reader.send(method, path, body).status == 403, "\(method) \(path)")
      }
      #expect(try await reader.send("POST", "assessments/a/validate").status == 200)
      #expect(try await reader.get("assessments/a/report").status == 200)
      #expect(try await reader.get("clients/c/report").status == 200)
      let client = try await LegacyClient.authenticated(router, token: observer)
      for action in ["CREATE_ASSESSMENT", "UPDATE_ASSESSMENT", "SUBMIT_ASSESSMENT", "ANALYZE_ASSESSMENT"] {
        let answer = try await client.request(action, #"{"id":"a"}"#, of: Self.target, as: "QUERY")
        #expect(answer.errorCode == "PERMISSION_DENIED", "\(action)")
      }
      for action in ["GET_ASSESSMENT", "VALIDATE_ASSESSMENT", "GENERATE_REPORT"] {
        #expect(try await client.request(action, #"{"id":"a"}"#, of: Self.target).type == "RESPONSE", "\(action)")
      }
      #expect(try await Self.everything(reader) == before)
      // An agent's manager deletes no clients.
      let manager = try ResourceClient(router, token: try await router.token("--role", "agent_manager"))
      #expect(try await manager.send("DELETE", "clients/c?cascade=true").status == 403)
      #expect(try await manager.send("PATCH", "clients/c", #"{"name":"Eve"}"#).status == 200)
    }
  }
}
