import Foundation
import RouterCore
import TestSupport
import Testing

/// CloudEvents by HTTP, sent by Python's HTTP client.
struct CloudEventTests {
  private static let structured = "application/cloudevents+json"
  private static let batch = "application/cloudevents-batch+json"
  private static let status = #"{"agent_id":"agent_1","old_status":"idle","new_status":"active"}"#

  private static func event(_ id: String, type: String = "agent_status", data: String = status) -> String {
    #"{"specversion":"1.0","type":"\#(type)","source":"/probe","id":"\#(id)","data":\#(data)}"#
  }

  private static func durable(_ folder: TemporaryFolder) -> SampleConfig {
    SampleConfig(
      routing: """
        log: { type: sqlite, path: \(folder.path("events.db")) }
        pipelines: { live: { from: [ingest], to: [clients] } }
        """)
  }

  private func items(_ reply: HTTPClient.Reply) throws -> [String] {
    let items = try JSONDocument(parsing: reply.body).root["items"]?.elements.map { item in
      "\(item["id"]?.string ?? "-") \(item["status"]?.string ?? "-") \(item["event_id"]?.string ?? "-")"
    }
    return items ?? [reply.body]
  }

  @Test func `Every mode reaches the clients, with its data byte for byte`() async throws {
    var config = SampleConfig.clients
    config.ingest = "{ type_prefix: com.example. }"
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token, query: "&include_ids=true")
      try await client.subscribe("agent_status")
      let data = #"{ "agent_id":"agent_1", "old_status":"\u0061", "new_status":"b", "n":9007199254740993.10 }"#
      let http = try HTTPClient(port: router.port)
      let headers = [
        "Authorization": "Bearer \(token)", "ce-specversion": "1.0", "ce-source": "/probe%2Done", "ce-subject": "a%20b",
      ]
      let binary = headers.merging([
        "ce-id": "1", "ce-type": "com.example.agent_status", "ce-time": "2020-01-01T00:00:00Z",
        "Content-Type": "application/json; charset=utf-8",
      ]) { $1 }
      let first = try await http.post("/api/v1/events", data, binary)
      #expect(try items(first) == ["1 accepted msg_1"], "\(first.body)")
      let one = try await router.post(Self.event("2", data: data), token: token, type: Self.structured)
      #expect(try items(one) == ["2 accepted msg_2"], "\(one.body)")
      let encoded = Data(data.utf8).base64EncodedString()
      let base64 = Self.event("3", type: "com.example.agent_status").replacing(
        #""data":\#(Self.status)"#, with: #""data_base64":"\#(encoded)""#)
      let many = try await router.post("[\(base64),\(Self.event("4", data: data))]", token: token, type: Self.batch)
      #expect(try items(many) == ["3 accepted msg_3", "4 accepted msg_4"], "\(many.body)")
      for number in 1...4 {
        let frame = try await client.frame()
        #expect(frame.text.contains(#""data":\#(data)"#) && frame.text.contains("msg_\(number)"))
      }
      // What they are not is said, and nothing of it is accepted.
      let xml = try await router.post("<event/>", token: token, type: "application/cloudevents+xml")
      #expect(xml.status == 415 && xml.headers["accept"]?.contains(Self.batch) == true)
      #expect(try await router.post("[]", token: token, type: Self.structured).status == 422)
      #expect(try await router.post("[]", token: token, type: Self.batch).status == 202)
      try await router.expectBalance()
    }
  }

  @Test func `Events that are published again after a kill are known by source and id`() async throws {
    let folder = try TemporaryFolder()
    let body = "[\(Self.event("a")),\(Self.event("b")),\(Self.event("a"))]"
    var first: [String] = []
    try await JunctorProcess.run(Self.durable(folder), in: folder) { router in
      let reply = try await router.post(body, token: try await router.token(), type: Self.batch)
      first = try items(reply)
      #expect(first == ["a accepted msg_1", "b accepted msg_2", "a duplicate msg_1"])
      #expect(try await router.stop(SIGKILL) == .signal(SIGKILL))
    }
    try await JunctorProcess.run(Self.durable(folder), in: folder) { router in
      let token = try await router.token()
      let again = try await router.post("[\(Self.event("b")),\(Self.event("c"))]", token: token, type: Self.batch)
      let ids = try items(again)
      #expect(ids.first == "b duplicate msg_2" && ids.last?.hasPrefix("c accepted msg_") == true)
      #expect(ids.last != "c accepted msg_2" && ids.last != "c accepted msg_1")
      // The same event in another form.
      let plain =
        #"{"type":"agent_status","source":"/probe","id":"a","data":\#(Self.status)}"#
      #expect(try items(await router.post(plain, token: token)) == ["a duplicate msg_1"])
    }
  }

  @Test func `Of publishers that send the same event at once one is first`() async throws {
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(Self.durable(folder), in: folder) { router in
      let token = try await router.token()
      let publishers = try (0..<8).map { _ in try Publisher(port: router.port, token: token) }
      for round in 0..<5 {
        let results = try await withThrowingTaskGroup(of: HTTPClient.Reply.self) { group in
          for publisher in publishers {
            group.addTask { try await publisher.post(Self.event("\(round)"), type: Self.structured) }
          }
          return try await group.reduce(into: []) { try $0 += items($1) }
        }
        let id = "msg_\(round + 1)"
        #expect(
          results.sorted() == ["\(round) accepted \(id)"] + Array(repeating: "\(round) duplicate \(id)", count: 7))
      }
    }
  }

  @Test(arguments: ["structured", "batch"])
  func `What a webhook sends, another router accepts`(_ format: String) async throws {
    var receiving = SampleConfig(
      routing: """
        sinks: { audit: { type: file, path: events.ndjson } }
        pipelines: { all: { from: [ingest], to: [audit] } }
        """)
    receiving.ingest = "{ type_prefix: com.example. }"
    try await JunctorProcess.run(receiving) { receiver in
      let sending = SampleConfig(
        routing: """
          sinks:
            hook:
              type: webhook
              url: http://127.0.0.1:\(receiver.port)/api/v1/events
              format: \(format)
              type_prefix: com.example.
              headers: { Authorization: "Bearer \(try await receiver.token())" }
          pipelines: { all: { from: [ingest], to: [hook] } }
          """)
      try await JunctorProcess.run(sending) { sender in
        let events = ["a probe", "1:2", "ü#ä#", "%zz", "https://example.com/x"].map { source in
          Events.status(agent: "agent \(source)").replacing("{\"type\"", with: "{\"source\":\"\(source)\",\"type\"")
        }
        try await sender.publish(events, token: try await sender.token())
        _ = try await sender.metrics { page in
          page.sum("junctor_sink_events_total", ["sink": "hook", "fate": "delivered"]) == events.count
        }
      }
      _ = try await receiver.metrics { page in
        page.sum("junctor_sink_events_total", ["sink": "audit", "fate": "delivered"]) == 5
      }
      #expect(try EventFile(receiver.folder.path("events.ndjson")).lines.count == 5)
    }
  }

  @Test func `Exported events are CloudEvents by the specification's schema`() async throws {
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(Self.durable(folder), in: folder) { router in
      let sources = ["a probe", "1:2", "ü#ä#", "%zz", "https://example.com/x", ":a", "[x]"]
      let events = sources.map { source in
        Events.status(agent: "agent \(source)").replacing("{\"type\"", with: "{\"source\":\"\(source)\",\"type\"")
      }
      let token = try await router.token()
      try await router.publish(events, token: token)
      let options = ["log", "export", folder.path("events.db"), "--format", "cloudevents"]
      let export = try await Junctor.result(options, in: folder)
      #expect(export.end == .exit(0), "\(export.errors)")
      let check = try ChildProcess(Installation.python, [Installation.client("cloudevents_schema.py")])
      for line in export.output.split(separator: "\n") { try check.write(String(line)) }
      check.closeInput()
      #expect(try await check.end() == .exit(0), "\(check.errors.text)")
      #expect(check.output.text == "\(sources.count) good\n", "\(check.output.text)")
      // Our own reader is stricter than the schema.
      let lines = export.output.split(separator: "\n").joined(separator: ",")
      let reply = try await router.post("[\(lines)]", token: token, type: Self.batch)
      #expect(reply.status == 202, "\(reply.body)")
    }
  }
}
