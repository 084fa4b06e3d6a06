import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// An assessment from its beginning to its end.
struct LifecycleTests {
  @Test func `An assessment goes from pending over in progress to completed, with an event for each`() async throws {
    let practice = try await Practice().begun()
    #expect(try await practice.send("getAssessment", "a").json?["status"]?.string == "pending")
    let changed = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":3}}"#)
    #expect(changed.json?["status"]?.string == "in_progress")
    _ = try await practice.send("updateAssessment", "a", #"{"fields":{"sleep":7}}"#)
    let completed = try await practice.send("submitAssessment", "a")
    #expect(completed.json?["status"]?.string == "completed")
    #expect(completed.json?["completed_at"]?.string == VirtualTime.start.text)
    #expect(
      try await practice.waiting() == [
        #"assessment_update {"id":"a","status":"pending"}"#, #"assessment_update {"id":"a","status":"in_progress"}"#,
        #"assessment_update {"id":"a","status":"completed","completed_at":"2024-01-15T10:30:00Z"}"#,
      ])
  }

  @Test func `The documented event comes out byte for byte`() async throws {
    let time = VirtualTime(try #require(Timestamp(text: "2024-12-29T12:30:00Z")))
    let practice = Practice(time: time)
    _ = try await practice.send("createClient", nil, #"{"client_id":"client_123","name":"Ada"}"#)
    _ = try await practice.ask(
      "CREATE_ASSESSMENT", #"{"id":"assessment_456","client_id":"client_123","type":"initial"}"#)
    _ = try await practice.ask("SUBMIT_ASSESSMENT", #"{"assessment_id":"assessment_456"}"#)
    let type = try #require(Catalogue.standard.id(named: "assessment_update").map { Catalogue.standard[$0] })
    // The document's text without its white space.
    let documented = type.example.filter { !$0.isWhitespace }
    #expect(try await practice.waiting().last == "assessment_update \(documented)")
  }

  @Test func `Events say more when the config wants it`() async throws {
    let practice = try await Practice("events: { include: [client_id, type] }").begun()
    #expect(
      try await practice.waiting() == [
        #"assessment_update {"id":"a","status":"pending","client_id":"c","type":"initial"}"#
      ])
  }

  @Test func `Events come into the log in the order of the changes`() async throws {
    let practice = try await Practice().begun()
    let events = try await practice.bench.running(practice.source) {
      _ = try await practice.send("updateAssessment", "a", #"{"fields":{}}"#)
      _ = try await practice.send("submitAssessment", "a")
      return await practice.bench.events(3)
    }
    #expect(events.map { $0.data.root["status"]?.string } == ["pending", "in_progress", "completed"])
  }

  @Test func `Fields are kept byte for byte`() async throws {
    let fields = #"{ "n": 9007199254740993, "x":1.10e+2, "t":"\u0041\u0000" , "o":{ "b":1 } }"#
    let practice = try await Practice().begun()
    let body = #"{"id":"b","client_id":"c","type":"initial","fields":\#(fields)}"#
    #expect(try await practice.send("createAssessment", nil, body).text.contains(#""fields":\#(fields),"#))
    #expect(try await practice.send("getAssessment", "b").text.contains(#""fields":\#(fields),"#))
    #expect(try await practice.ask("GET_ASSESSMENT", #"{"id":"b"}"#, isQuery: true).contains(#""fields":\#(fields),"#))
  }

  @Test func `Changes of fields are merged, and what is not named keeps its text`() async throws {
    let practice = try await Practice().begun()
    _ = try await practice.send("updateAssessment", "a", #"{"fields":{"a":1.0,"b":{"c":1,"d":2},"e":1}}"#)
    let changed = try await practice.send("updateAssessment", "a", #"{"fields":{"b":{"c":null},"e":2,"f":[1]}}"#)
    #expect(changed.text.contains(#""fields":{"a":1.0,"b":{"d":2},"e":2,"f":[1]}"#))
  }

  /// Random requests, against a model that knows statuses only.
  @Test(arguments: 0..<10)
  func `Statuses follow the rules, whatever is asked`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let practice = Practice()
    _ = try await practice.send("createClient", nil, #"{"client_id":"c","name":"Ada"}"#)
    var (model, events): ([String: AssessmentStatus], [String]) = ([:], [])
    for _ in 0..<60 {
      let id = "a\(Int.random(in: 0..<4, using: &random))"
      let known = model[id]
      var expected = 404
      var next = known
      let status: Int
      switch Int.random(in: 0..<6, using: &random) {
      case 0:
        (expected, next) = known == nil ? (201, .pending) : (409, known)
        status = try await practice.status(
          "createAssessment", nil, #"{"id":"\#(id)","client_id":"c","type":"followup"}"#)
      case 1, 2:
        if let known { (expected, next) = known == .completed ? (409, known) : (200, .inProgress) }
        status = try await practice.status("updateAssessment", id, #"{"fields":{"x":1}}"#)
      case 3:
        if let known { expected = known == .pending ? 200 : 409 }
        status = try await practice.status("updateAssessment", id, #"{"status":"pending"}"#)
      case 4:
        if let known { (expected, next) = known == .completed ? (409, known) : (200, .completed) }
        status = try await practice.status("submitAssessment", id)
      default:
        if known != nil { (expected, next) = (204, nil) }
        status = try await practice.status("deleteAssessment", id)
      }
      #expect(status == expected, "\(id) was \(known?.rawValue ?? "not there")")
      if let next, next != known { events.append("\(id) \(next.rawValue)") }
      model[id] = next
    }
    let told = try await practice.waiting().map { line in
      let data = try JSONDocument(parsing: String(line.dropFirst("assessment_update ".count))).root
      return "\(data["id"]?.string ?? "") \(data["status"]?.string ?? "")"
    }
    #expect(told == events)
    let figures = try await practice.source.dashboardFigures(since: .distantPast)
    for status in AssessmentStatus.allCases {
      let count = model.values.count { $0 == status }
      #expect(figures.first { $0.name == Figure(status).rawValue }?.count == count)
    }
  }
}
