import RouterCore
import TestSupport
import Testing

/// `POST /api/v1/events` and the health pages.
struct PublishingTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: String
    var type = "application/json"
    let status: Int
    /// Pointers of the fields that are named.
    var pointers: [String] = []
  }

  private static let status = #""agent_id":"a","old_status":"idle","new_status":"active""#

  private static let refusals = [
    Refusal(testDescription: "no JSON", body: "{", status: 400),
    Refusal(testDescription: "nothing", body: "", status: 400),
    Refusal(testDescription: "a lone surrogate", body: #"{"type":"\ud800"}"#, status: 400),
    Refusal(testDescription: "a key given twice", body: #"{"type":"a","type":"b"}"#, status: 400),
    Refusal(testDescription: "too deep", body: String(repeating: "[", count: 65), status: 400),
    Refusal(testDescription: "a form", body: "type=a", type: "application/x-www-form-urlencoded", status: 415),
    Refusal(testDescription: "a number", body: "7", status: 422),
    Refusal(testDescription: "no event", body: "[]", status: 422),
    Refusal(testDescription: "no type", body: #"{"data":{}}"#, status: 422, pointers: ["/type"]),
    Refusal(
      testDescription: "an unknown type", body: #"{"type":"agent_statu","data":{}}"#, status: 422, pointers: ["/type"]),
    Refusal(testDescription: "no data", body: #"{"type":"agent_status"}"#, status: 422, pointers: ["/data"]),
    Refusal(
      testDescription: "a wrong time", body: #"{"type":"agent_status","timestamp":"today","data":{\#(status)}}"#,
      status: 422, pointers: ["/timestamp"]),
    Refusal(
      testDescription: "a wrong field in the second of three",
      body:
        #"[{"type":"agent_status","data":{\#(status)}},{"type":"agent_status","data":{\#(status),"inference_count":-1}},7]"#,
      status: 422, pointers: ["/1/data/inference_count", "/2"]),
    Refusal(
      testDescription: "a large event", body: Events.status(reason: String(repeating: "x", count: 131_072)),
      status: 413,
      pointers: [""]),
    Refusal(testDescription: "a large body", body: String(repeating: " ", count: 1 << 20) + "7", status: 413),
    Refusal(
      testDescription: "too many events", body: "[\(Array(repeating: "7", count: 1001).joined(separator: ","))]",
      status: 413),
  ]

  @Test func `What cannot be accepted is answered with a problem document, and nothing of it is accepted`() async throws
  {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      for refusal in Self.refusals {
        let reply = try await router.post(refusal.body, token: token, type: refusal.type)
        expectProblem(reply, refusal.status, refusal.testDescription)
        let errors = try JSONDocument(parsing: reply.body).root["errors"]
        let pointers = errors.map { $0.elements.compactMap { $0["pointer"]?.string } }
        if refusal.status != 400 { #expect(pointers ?? [] == refusal.pointers, "\(refusal.testDescription)") }
      }
      #expect(try await router.publish([Events.status()], token: token) == ["msg_1"])
      let page = try await router.expectBalance()
      #expect(page.sum("junctor_refused_publishes_total") == Self.refusals.count)
      #expect(page.sum("junctor_client_events_total", ["fate": "unmatched"]) == 1)
    }
  }

  @Test func `Without a good token nothing is published`() async throws {
    try await JunctorProcess.run(.clients) { router in
      expectProblem(try await router.post(Events.status(), token: ""), 401, "no token")
      expectProblem(try await router.post(Events.status(), token: "no.to.ken"), 401, "no token at all")
      let observer = try await router.token("--role", "observer")
      expectProblem(try await router.post(Events.status(), token: observer), 403, "an observer")
      let manager = try await router.token("--role", "agent_manager")
      expectProblem(try await router.post(Events.alert("a"), token: manager), 403, "an alert of an agent manager")
      #expect(try await router.post(Events.status(), token: manager).status == 202)
      #expect(try await router.get("/metrics").status == 401)
      #expect(try await router.get("/metrics?token=\(observer)").status == 403)
      #expect(try await router.get("/metrics?token=\(try await router.token())").status == 200)
    }
  }

  @Test func `A router that listens is live and ready`() async throws {
    try await JunctorProcess.run(.clients) { router in
      for path in ["/health/live", "/health/ready"] {
        #expect(try await router.get(path).status == 200)
        #expect(try await router.getFromAdmin(path).status == 200)
      }
      #expect(try await router.get("/health/live").body == #"{"status":"live"}"#)
      expectProblem(try await router.get("/nothing"), 404, "an unknown path")
      expectProblem(try await router.get("/api/v1/ws"), 426, "no upgrade")
      #expect(try await router.getFromAdmin("/api/v1/ws").status == 404)
    }
  }

  private func expectProblem(
    _ reply: HTTPClient.Reply, _ status: Int, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(reply.status == status, "\(what): \(reply.body)", sourceLocation: sourceLocation)
    #expect(reply.headers["content-type"] == "application/problem+json", "\(what)", sourceLocation: sourceLocation)
    let problem = try? JSONDocument(parsing: reply.body).root
    #expect(problem?["status"]?.int == status, "\(what)", sourceLocation: sourceLocation)
    #expect(problem?["title"]?.string?.isEmpty == false, "\(what)", sourceLocation: sourceLocation)
  }
}
