import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// What the REST API promises for all resources.
struct ResourceTests {
  @Test func `Lists come in pages, in the order of creation, without a gap when something goes`() async throws {
    let practice = Practice()
    for number in 0..<7 {
      _ = try await practice.send("createClient", nil, #"{"client_id":"c\#(number)","name":"x"}"#)
    }
    var (seen, cursor): ([String], String?) = ([], nil)
    repeat {
      let query = ["limit": "3", "cursor": cursor].compactMapValues(\.self)
      let page = try await practice.send("listClients", query: query)
      seen += page.json?["items"]?.elements.compactMap { $0["client_id"]?.string } ?? []
      cursor = page.json?["next_cursor"]?.string
      #expect(page.next.map { "\($0)" } == cursor)
      if seen.count == 3 { _ = try await practice.send("deleteClient", "c1") }
    } while cursor != nil
    #expect(seen == ["c0", "c1", "c2", "c3", "c4", "c5", "c6"])
  }

  @Test func `Lists are narrowed by what is asked`() async throws {
    let practice = Practice()
    for client in ["c", "d"] {
      _ = try await practice.send("createClient", nil, #"{"client_id":"\#(client)","name":"x"}"#)
    }
    _ = try await practice.send("updateClient", "d", #"{"status":"inactive"}"#)
    for (id, client, type) in [("a1", "c", "initial"), ("a2", "c", "followup"), ("a3", "d", "initial")] {
      practice.bench.time.advance(by: .seconds(60))
      _ = try await practice.send(
        "createAssessment", nil, #"{"id":"\#(id)","client_id":"\#(client)","type":"\#(type)"}"#)
    }
    _ = try await practice.send("submitAssessment", "a2")
    func ids(_ query: [String: String]) async throws -> [String] {
      try await practice.send("listAssessments", query: query).json?["items"]?.elements.compactMap { $0["id"]?.string }
        ?? []
    }
    #expect(try await ids([:]) == ["a1", "a2", "a3"])
    #expect(try await ids(["client_id": "c"]) == ["a1", "a2"])
    #expect(try await ids(["type": "initial"]) == ["a1", "a3"])
    #expect(try await ids(["status": "completed"]) == ["a2"])
    #expect(try await ids(["client_id": "d", "status": "completed"]) == [])
    #expect(try await ids(["created_after": "2024-01-15T10:31:00Z"]) == ["a2", "a3"])
    #expect(try await ids(["created_before": "2024-01-15T12:32:00+02:00"]) == ["a1"])
    let inactive = try await practice.send("listClients", query: ["status": "inactive"])
    #expect(inactive.json?["items"]?.elements.compactMap { $0["client_id"]?.string } == ["d"])
  }

  @Test func `A version is changed once, by whom has it`() async throws {
    let practice = try await Practice().begun()
    let first = try #require(try await practice.send("getAssessment", "a").tag)
    let second = try await practice.send("updateAssessment", "a", #"{"fields":{"x":1}}"#, ifMatch: "\(first)").tag
    #expect(second != first)
    #expect(try await practice.status("updateAssessment", "a", #"{"fields":{"x":2}}"#, ifMatch: "\(first)") == 412)
    #expect(try await practice.status("submitAssessment", "a", ifMatch: "\(second.map { "\($0)" } ?? "")") == 200)
  }

  @Test func `What is created again is another version`() async throws {
    let practice = try await Practice().begun()
    let first = try #require(try await practice.send("getAssessment", "a").tag)
    _ = try await practice.send("deleteAssessment", "a")
    _ = try await practice.send("createAssessment", nil, #"{"id":"a","client_id":"c","type":"initial"}"#)
    #expect(try await practice.status("deleteAssessment", "a", ifMatch: "\(first)") == 412)
  }

  @Test func `A repeated creation or submission has one effect and one answer`() async throws {
    let practice = Practice()
    let clients = try await [1, 2].asyncMap { _ in
      try await practice.send("createClient", nil, #"{"name":"Ada"}"#, key: "k").text
    }
    #expect(clients[0] == clients[1])
    let id = try #require(try JSONDocument(parsing: clients[0]).root["client_id"]?.string)
    for name in ["a", "b"] {
      _ = try await practice.send("createAssessment", nil, #"{"id":"\#(name)","client_id":"\#(id)","type":"initial"}"#)
    }
    let first = try await practice.send("submitAssessment", "a", key: "k")
    #expect(try await practice.send("submitAssessment", "a", key: "k").text == first.text)
    // A key is good for one request.
    await #expect(throws: Problem.self) { try await practice.send("submitAssessment", "b", key: "k") }
    #expect(try await practice.send("getAssessment", "b").json?["status"]?.string == "pending")
    #expect(try await practice.waiting().count == 3)
  }

  @Test func `A client goes with its assessments when that is wanted`() async throws {
    let practice = try await Practice().begun()
    _ = try await practice.send("submitAssessment", "a")
    _ = try await practice.send("deleteClient", "c", query: ["cascade": "true"])
    #expect(try await practice.status("getAssessment", "a") == 404)
    #expect(try await practice.status("getClient", "c") == 404)
    #expect(try await practice.source.dashboardFigures(since: .distantPast).map(\.count) == [0, 0, 0, 0])
  }

  @Test func `Attributes are merged and ids are made`() async throws {
    let practice = Practice()
    let client = try await practice.send("createClient", nil, #"{"name":"Ada","attributes":{"a":1.0,"b":2}}"#)
    let id = try #require(client.json?["client_id"]?.string)
    #expect(id.wholeMatch(of: /client_[0-9a-f]{12}/) != nil)
    #expect(client.location == "/api/v1/clients/\(id)")
    practice.bench.time.advance(by: .seconds(60))
    let changed = try await practice.send("updateClient", id, #"{"attributes":{"b":null,"c":3}}"#, subject: "eve")
    #expect(changed.json?["attributes"]?.text.elementsEqual(#"{"a":1.0,"c":3}"#.utf8) == true)
    #expect(changed.json?["updated_by"]?.string == "eve")
    #expect(changed.json?["created_by"]?.string == "user_456")
    #expect(changed.json?["updated_at"]?.string == "2024-01-15T10:31:00Z")
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
