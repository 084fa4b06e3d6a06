import ConfigSchema
import Foundation
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// CloudEvents by `POST /api/v1/events` (contract §5, §7; CloudEvents 1.0.2, HTTP binding).
@Suite(.timeLimit(.minutes(1)))
struct CloudEventIngestTests {
  private static let structured = "application/cloudevents+json"
  private static let batch = "application/cloudevents-batch+json"
  private static let binary = "ce-specversion: 1.0\r\nce-type: agent_status\r\nce-source: /probe\r\nce-id: 1\r\n"

  private static func event(
    _ id: String = "1", type: String = "agent_status", _ more: String = "", data: String = documentedStatus
  ) -> String {
    #"{"specversion":"1.0","type":"\#(type)","source":"/probe","id":"\#(id)"\#(more),"data":\#(data)}"#
  }

  @Test(
    arguments: [
      (structured, "", event()), ("Application/CloudEvents+JSON; charset=UTF-8", "", event()),
      (structured, "", event("1", #","datacontenttype":"Application/JSON; Charset=utf-8""#)),
      (structured, "", event("1", #","datacontenttype":"application/vnd.example+json""#)),
      (structured, "", event("1", #","subject":"x","dataschema":"https://example.com/a","comexampleext":5"#)),
      // The content type goes first, whatever the fields say.
      (structured, binary.replacing("ce-id: 1", with: "ce-id: other"), event()),
      (
        structured, "",
        event(data: "0").replacing(#""data":0"#, with: #""data_base64":"\#(base64(documentedStatus))""#)
      ),
      ("application/json", binary, documentedStatus), ("application/vnd.example+json", binary, documentedStatus),
      ("application/json", binary.replacing("ce-id: 1", with: "Ce-Id: \"%31\""), documentedStatus),
      ("application/json", binary + "ce-comexampleext: any%20thing\r\n", documentedStatus),
      (batch, "", "[\(event())]"),
    ])
  func `An event is accepted in every mode`(_ type: String, _ headers: String, _ body: String) async throws {
    try await GatewayBench.running { bench in
      let response = try await bench.ingest(body, type, headers)
      #expect(
        response?.body
          == #"{"accepted":1,"items":[{"source":"/probe","id":"1","status":"accepted","event_id":"msg_1"}]}"#)
      #expect(response?.status == 202)
      let again = try await bench.ingest(body, type, headers)
      #expect(
        again?.body
          == #"{"accepted":0,"items":[{"source":"/probe","id":"1","status":"duplicate","event_id":"msg_1"}]}"#)
      let entry = try #require(await bench.log.history(after: .zero, limit: 2).first)
      #expect(entry.event.source == "/probe" && entry.event.typeName == "agent_status" && entry.origin == .ingest)
      #expect(entry.event.data.description == documentedStatus)
    }
  }

  @Test func `Without a content type the data of binary mode is JSON`() async throws {
    try await GatewayBench.running { bench in
      let binary = try await bench.ingest(documentedStatus, nil, Self.binary)
      #expect(binary?.status == 202)
      let plain = try await bench.ingest(documentedStatus, nil)
      #expect(plain?.status == 415)
    }
  }

  @Test func `Time is the event's own, and without it the moment of acceptance`() async throws {
    try await GatewayBench.running { bench in
      let body = "[\(Self.event("1", #","time":"2020-02-29T23:59:60.5+01:00""#)),\(Self.event("2"))]"
      let response = try await bench.ingest(body, Self.batch)
      #expect(response?.status == 202)
      let times = try await bench.log.history(after: .zero, limit: 2).map(\.event.time.text)
      #expect(times == ["2020-02-29T22:59:59Z", bench.time.now().text])
    }
  }

  @Test(arguments: [("com.example.agent_status", 202), ("agent_status", 202), ("com.example.com.example.a", 422)])
  func `A configured prefix is taken off the type`(_ type: String, _ status: Int) async throws {
    var config = ServerConfig.test
    config.ingest.typePrefix = "com.example."
    try await GatewayBench.running(config) { bench in
      let response = try await bench.ingest(Self.event(type: type), Self.structured)
      #expect(response?.status == status)
      if status == 422 {
        #expect(response?.json?.root["detail"]?.string == "unknown event type 'com.example.a'")
      }
    }
  }

  @Test func `An empty batch is accepted, as the specification allows it`() async throws {
    try await GatewayBench.running { bench in
      let response = try await bench.ingest("[]", Self.batch)
      #expect(response?.status == 202 && response?.body == #"{"accepted":0,"items":[]}"#)
    }
  }

  private static let unknownType = event(type: "com.example.unknown")
  private static let textual = event("1", #","datacontenttype":"text/plain""#, data: #""text""#)

  @Test(
    arguments: [
      (structured, "", "{", 400, "pointer "),
      (structured, "", "", 400, "pointer "),
      (structured, "", "[\(event())]", 422, "pointer "),
      (structured, "", #"{"specversion":"1.0"}"#, 422, "pointer /id"),
      (structured, "", unknownType, 422, "pointer /type"),
      (structured, "", textual, 422, "pointer /datacontenttype"),
      (
        structured, "", event("1", #","datacontenttype":"application/json;charset=utf-16""#), 422,
        "pointer /datacontenttype"
      ),
      (structured, "", event(data: "[]"), 422, "pointer /data"),
      (structured, "", event(data: #"{"agent_id":""}"#), 422, "pointer /data/agent_id"),
      (structured, "", #"{"specversion":"1.0","type":"agent_status","source":"/a","id":"1"}"#, 422, "pointer /data"),
      (
        structured, "", event(data: "0").replacing(#""data":0"#, with: #""data_base64":"AA==""#), 422,
        "pointer /data_base64"
      ),
      (
        structured, "", event(data: "0").replacing(#""data":0"#, with: #""data_base64":"\#(base64("{}"))""#), 422,
        "pointer /data_base64"
      ),
      (structured, "", event(String(repeating: "x", count: 257)), 422, "pointer /id"),
      (
        structured, "",
        event("1", #","source":"\#(String(repeating: "x", count: 1025))""#)
          .replacing(#""source":"/probe","#, with: ""), 422, "pointer /source"
      ),
      (structured, "", event(data: #"{"agent_id":"\#(String(repeating: "x", count: 65_536))"}"#), 413, "pointer "),
      (batch, "", event(), 422, nil),
      (batch, "", "[\(event()),7]", 422, "pointer /1"),
      (batch, "", "[\(event()),\(unknownType)]", 422, "pointer /1/type"),
      (batch, "", "[\(Array(repeating: event(), count: 1001).joined(separator: ","))]", 413, nil),
      ("application/json", "ce-id: 1\r\n", documentedStatus, 422, "header ce-specversion"),
      ("application/json", binary.replacing("agent_status", with: "nope"), "{}", 422, "header ce-type"),
      ("application/json", binary, "{}", 422, "pointer /agent_id"),
      ("application/json", binary, "{", 400, "pointer "),
      ("application/json", binary, "", 422, "pointer "),
      ("application/json", binary + "ce-time: now\r\n", "{}", 422, "header ce-time"),
      ("application/json", binary, #"{"agent_id":"\#(String(repeating: "x", count: 65_536))"}"#, 413, "pointer "),
      ("text/plain", binary, "text", 415, "header content-type"),
      ("application/json; charset=utf-16", binary, "{}", 415, "header content-type"),
      ("nonsense", binary, "{}", 415, "header content-type"),
      ("application/cloudevents+xml", "", "<event/>", 415, "header content-type"),
      ("application/cloudevents", "", "{}", 415, "header content-type"),
      ("application/cloudevents+avro", binary, "{}", 415, "header content-type"),
      ("application/cloudevents-batch+xml", "", "{}", 415, "header content-type"),
      ("application/cloudevents+json; charset=utf-16", "", event(), 415, "header content-type"),
      ("application/vnd.example+json", "", "{}", 415, "header content-type"),
    ] as [(String, String, String, Int, String?)])
  func `What is wrong is said where it is`(
    _ type: String, _ headers: String, _ body: String, _ status: Int, _ place: String?
  ) async throws {
    try await GatewayBench.running { bench in
      let response = try await bench.ingest(body, type, headers)
      #expect(response?.status == status, "\(response?.body ?? "")")
      #expect(response?.headers["content-type"] == "application/problem+json")
      let error = response?.json?.root["errors"]?.elements.first { _ in true }
      let found = error?["pointer"]?.string.map { "pointer \($0)" } ?? error?["header"]?.string.map { "header \($0)" }
      #expect(found == place, "\(response?.body ?? "")")
      if status == 415 { #expect(response?.headers["accept"]?.contains(Self.structured) == true) }
      #expect(bench.log.status().head == .zero)
    }
  }

  @Test func `An agent's token publishes CloudEvents of that agent only`() async throws {
    try await GatewayBench.running { bench in
      let own = try await bench.ingest(Self.event(), Self.structured, as: .agent("agent_123"))
      #expect(own?.status == 202)
      let other = try await bench.ingest(Self.event(), Self.structured, as: .agent("agent_9"))
      #expect(other?.status == 403)
      let error = other?.json?.root["errors"]?.elements.first { _ in true }
      #expect(error?["pointer"]?.string == "/data")
    }
  }

  // MARK: Lenient

  @Test func `Leniently the good events are accepted and the bad ones listed`() async throws {
    try await GatewayBench.running { bench in
      let body = "[\(Self.event("a")),\(Self.unknownType),\(Self.event("a")),7,\(Self.event("b", data: "{}"))]"
      let response = try await bench.ingest(body, Self.batch, "Prefer: respond-async, handling=lenient\r\n")
      #expect(response?.status == 202)
      #expect(response?.headers["preference-applied"] == "handling=lenient")
      let missing = { (field: String) in
        #"{"pointer":"/4/data/\#(field)","detail":"'data.\#(field)' is missing: expected a non-empty string"}"#
      }
      #expect(
        response?.body
          == #"{"accepted":1,"items":[{"source":"/probe","id":"a","status":"accepted","event_id":"msg_1"},"#
          + #"{"source":"/probe","id":"1","status":"rejected","errors":[{"pointer":"/1/type","detail":"unknown event type 'com.example.unknown'"}]},"#
          + #"{"source":"/probe","id":"a","status":"duplicate","event_id":"msg_1"},"#
          + #"{"status":"rejected","errors":[{"pointer":"/3","detail":"a CloudEvent is an object, this is a number"}]},"#
          + #"{"source":"/probe","id":"b","status":"rejected","errors":[\#(missing("agent_id")),\#(missing("old_status")),\#(missing("new_status"))]}]}"#
      )
      let plain = try await bench.ingest(
        #"[{"type":"nope","data":{}},\#(statusEnvelope())]"#, "application/json", "Prefer: handling=lenient\r\n")
      #expect(plain?.status == 202 && plain?.body.contains(#"{"source":"user_456","status":"rejected""#) == true)
    }
  }

  @Test func `Leniently too, nothing is accepted of nothing good`() async throws {
    try await GatewayBench.running { bench in
      let response = try await bench.ingest("[\(Self.unknownType),7]", Self.batch, "Prefer: handling=lenient\r\n")
      #expect(response?.status == 422 && response?.headers["preference-applied"] == nil)
      #expect(response?.json?.root["errors"]?.elements.map { $0["pointer"]?.string } == ["/0/type", "/1"])
      #expect(response?.json?.root["detail"]?.string == "2 of 2 events are refused, so none is accepted")
    }
  }

  // MARK: Rates

  @Test func `The rate of events is that of the principal, by whatever form they come`() async throws {
    try await GatewayBench.running { bench in
      let batch = "[\((0..<999).map { Self.event("\($0)") }.joined(separator: ","))]"
      #expect(try await bench.ingest(batch, Self.batch)?.status == 202)
      let over = try await bench.ingest("[\(statusEnvelope()),\(statusEnvelope())]", "application/json")
      #expect(over?.status == 429 && over?.headers["retry-after"] == "1")
      let root = over?.json?.root
      #expect(root?["limit_type"]?.string == "publish_rate" && root?["limit"]?.int == 1000)
      #expect(root?["current_usage"]?.int == 999)
      #expect(try await bench.ingest(statusEnvelope(), "application/json")?.status == 202)
      let lenient = try await bench.ingest(statusEnvelope(), "application/json", "Prefer: handling=lenient\r\n")
      #expect(lenient?.status == 429)
      bench.time.advance(by: .seconds(1))
      #expect(try await bench.ingest(statusEnvelope(), "application/json")?.status == 202)
    }
  }

  @Test func `A principal sends six hundred requests in a minute, whatever becomes of them`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token(.role("admin"))
      try await LoopbackClient.connected(to: bench.port) { client in
        let headers = "Authorization: Bearer \(token)\r\nContent-Type: text/plain\r\n"
        for index in 0..<600 {
          let path = index.isMultiple(of: 2) ? "/api/v1/events" : "/metrics"
          let response = try await client.request(index.isMultiple(of: 2) ? "POST" : "GET", path, headers)
          #expect(response?.status == (index.isMultiple(of: 2) ? 415 : 200))
          if index == 0 { bench.time.advance(by: .seconds(20)) }
        }
        let over = try await client.request("GET", "/metrics", headers)
        #expect(over?.status == 429 && over?.headers["retry-after"] == "40")
        #expect(over?.json?.root["limit_type"]?.string == "request_rate")
        #expect(try await client.request("GET", "/health/live")?.status == 200)
        bench.time.advance(by: .seconds(40))
        #expect(try await client.request("GET", "/metrics", headers)?.status == 200)
      }
    }
  }
}

private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
