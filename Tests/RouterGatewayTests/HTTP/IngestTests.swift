import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// `POST /api/v1/events` as a table (contract §1, §5, §7; RFC 9457).
@Suite(.timeLimit(.minutes(1)))
struct IngestTests {
  private static let status = #"{"type":"agent_status","data":\#(documentedStatus)}"#

  private static func post(
    _ bench: GatewayBench, _ body: String, as request: TokenMint.Request? = .role("agent_manager"),
    contentType: String = "application/json", more: String = ""
  ) async throws -> HTTPMessage? {
    let token = try await request.asyncMap { try await String.token($0) }
    let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
    return try await LoopbackClient.connected(to: bench.port) { client in
      let headers = "\(authorization)Content-Type: \(contentType)\r\n\(more)"
      return try await client.request("POST", "/api/v1/events", headers, body: body)
    }
  }

  @Test func `One event is accepted with its id`() async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(bench, Self.status, contentType: "application/json; charset=utf-8")
      #expect(response?.status == 202)
      #expect(
        response?.body == #"{"accepted":1,"items":[{"source":"user_456","status":"accepted","event_id":"msg_1"}]}"#)
    }
  }

  @Test func `An array is accepted in its order, with sources and times of its own`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        try await client.subscribe(#"{"events":["agent_status"]}"#)
        let own =
          #"{"type":"agent_status","timestamp":"2020-01-01T00:00:00+01:00","source":"probe","data":\#(documentedStatus)}"#
        let response = try await Self.post(bench, "[\(Self.status), \(own)]")
        #expect(
          response?.body == """
            {"accepted":2,"items":[{"source":"user_456","status":"accepted","event_id":"msg_1"},\
            {"source":"probe","status":"accepted","event_id":"msg_2"}]}
            """)
        #expect(await client.frame()?.text == frame("agent_status", documentedStatus))
        #expect(await client.frame()?.json?.root["timestamp"]?.string == "2019-12-31T23:00:00Z")
      }
      #expect(bench.gateway.counters.published.load() == 2)
    }
  }

  @Test(
    arguments: [
      ("{", 400, "", "the text ends too early at byte 1"),
      (#"{"type":"agent_status","data":{"a":1,"a":2}}"#, 400, "/data", "duplicate key 'a' at byte 37 in /data"),
      ("7", 422, nil, "a body is an event envelope or an array of them, this is a number"),
      ("[]", 422, nil, "the array is empty"),
      ("{}", 422, "/type", "'type' is missing or not a string"),
      (#"{"type":"agent_status"}"#, 422, "/data", "'data' is missing"),
      (#"{"type":"nope","data":{}}"#, 422, "/type", "unknown event type 'nope'"),
      (#"{"type":"metrics","data":{}}"#, 422, "/type", "unknown event type 'metrics'"),
      (
        #"{"type":"agent_status","data":{"agent_id":"a","old_status":"b"}}"#, 422, "/data/new_status",
        "'data.new_status' is missing: expected a non-empty string"
      ),
      (
        #"{"type":"agent_status","data":{"agent_id":7}}"#, 422, "/data/agent_id",
        "'data.agent_id': expected a non-empty string, found a number"
      ),
      (#"{"type":"agent_status","data":[]}"#, 422, "/data", "'data': expected an object, found an array"),
      (
        #"{"type":"agent_status","timestamp":"now","data":{}}"#, 422, "/timestamp",
        "'timestamp' is not an RFC 3339 date-time"
      ),
      (
        #"{"type":"agent_status","source":"","data":{}}"#, 422, "/source", "'source' is not a string of 1 to 1024 bytes"
      ),
    ] as [(String, Int, String?, String)])
  func `A wrong body is a problem that names the field`(
    _ body: String, _ status: Int, _ pointer: String?, _ detail: String
  ) async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(bench, body)
      #expect(response?.status == status)
      #expect(response?.headers["content-type"] == "application/problem+json")
      let root = response?.json?.root
      #expect(root?["type"]?.string == "about:blank" && root?["status"]?.int == status && root?["title"]?.string != nil)
      #expect(root?["detail"]?.string == detail)
      #expect(root?["errors"]?.elements.first { _ in true }?["pointer"]?.string == pointer)
      #expect(bench.log.status().head == .zero)
      #expect(bench.gateway.counters.refusedPublishes.load() == 1)
    }
  }

  @Test func `One bad event refuses all, and every bad one is named`() async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(bench, #"[\#(Self.status), {"type":"nope","data":{}}, {}]"#)
      #expect(response?.status == 422)
      let root = response?.json?.root
      #expect(root?["detail"]?.string == "2 of 3 events are refused, so none is accepted")
      #expect(root?["errors"]?.elements.map { $0["pointer"]?.string } == ["/1/type", "/2/type", "/2/data"])
      #expect(bench.log.status().head == .zero)
    }
  }

  @Test func `An event that is published again with its id is recognised`() async throws {
    try await GatewayBench.running { bench in
      func envelope(_ id: String, _ source: String = "probe") -> String {
        #"{"type":"agent_status","source":"\#(source)","id":"\#(id)","data":\#(documentedStatus)}"#
      }
      _ = try await Self.post(bench, "[\(envelope("a")), \(envelope("b"))]")
      let again = try await Self.post(bench, "[\(envelope("c")), \(envelope("b")), \(envelope("b", "other"))]")
      #expect(
        again?.body == """
          {"accepted":2,"items":[{"source":"probe","id":"c","status":"accepted","event_id":"msg_3"},\
          {"source":"probe","id":"b","status":"duplicate","event_id":"msg_2"},\
          {"source":"other","id":"b","status":"accepted","event_id":"msg_4"}]}
          """)
      #expect(bench.gateway.counters.published.load() == 4)
    }
  }

  @Test(arguments: ["7", "\"\"", "\"\(String(repeating: "x", count: 257))\""])
  func `An id is a string that is not too long`(_ id: String) async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(
        bench, #"{"type":"agent_status","id":\#(id),"data":\#(documentedStatus)}"#)
      #expect(response?.status == 422)
      #expect(response?.body.contains("'id' is not a string of 1 to 256 bytes") == true)
    }
  }

  @Test func `A switched-off type is refused`() async throws {
    try await GatewayBench.running(disabling: ["agent_status"]) { bench in
      let detail = try await Self.post(bench, Self.status)?.json?.root["detail"]?.string
      #expect(detail == "event type 'agent_status' is switched off in this deployment")
    }
  }

  // MARK: Permissions

  @Test func `Without a token it is 401 with a challenge`() async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(bench, Self.status, as: nil)
      #expect(response?.status == 401 && response?.headers["www-authenticate"] == "Bearer")
    }
  }

  private static let alert = #"{"type":"system_alert","data":{"alert_id":"a","severity":"error"}}"#
  private static let slowness = #"{"type":"performance_alert","data":{"alert_id":"a","severity":"error"}}"#
  private static let maintenance = #"{"type":"maintenance_mode","data":{"enabled":true}}"#
  private static func metrics(_ agents: String) -> String { #"{"type":"metrics_update","data":{\#(agents)}}"# }

  @Test(
    arguments: [
      (.role("observer"), status, 403), (.role("researcher"), status, 403), (.role("agent_manager"), status, 202),
      (.role("agent_manager"), alert, 403), (.role("agent_manager"), slowness, 403),
      (.role("agent_manager"), maintenance, 403),
      (.role("admin"), alert, 202), (.role("admin"), slowness, 202), (.role("admin"), maintenance, 202),
      (.agent("agent_123"), status, 202), (.agent("agent_9"), status, 403), (.agent("agent_123"), alert, 403),
      (.agent("agent_123"), metrics(#""agents":{"agent_123":{}}"#), 202),
      (.agent("agent_123"), metrics(#""agents":{"agent_123":{},"b":{}}"#), 403),
      (.agent("agent_123"), metrics(#""agents":{"b":{}}"#), 403), (.agent("agent_123"), metrics(#""system":{}"#), 403),
      (.agent("agent_123"), metrics(#""agents":{}"#), 403),
      (.agent("agent_123"), #"{"type":"entity_created","data":{"entity_id":"e"}}"#, 403),
    ] as [(TokenMint.Request, String, Int)])
  func `Who may publish what`(_ request: TokenMint.Request, _ body: String, _ status: Int) async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(bench, body, as: request)
      #expect(response?.status == status, "\(body)")
    }
  }

  // MARK: HTTP

  @Test(arguments: ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
  func `Other methods are told which one is allowed`(_ method: String) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        let response = try await client.request(method, "/api/v1/events")
        #expect(response?.status == 405 && response?.headers["allow"] == "POST")
        let other = try await client.request("POST", "/metrics")
        // A body in the answer to HEAD would stand before this one's.
        #expect(other?.status == 405 && other?.headers["allow"] == "GET, HEAD")
      }
    }
  }

  @Test(arguments: ["text/plain", "application/xml", "", "application/jsonp", "application/cloudevents+xml"])
  func `Other content types are unsupported`(_ type: String) async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(bench, Self.status, contentType: type)
      #expect(response?.status == 415)
    }
  }

  @Test(arguments: [("gzip", 415), ("br", 415), ("identity", 202)])
  func `Encoded bodies are unsupported`(_ encoding: String, _ status: Int) async throws {
    try await GatewayBench.running { bench in
      let response = try await Self.post(bench, Self.status, more: "Content-Encoding: \(encoding)\r\n")
      #expect(response?.status == status)
    }
  }

  @Test func `Bodies, events and their number have a limit`() async throws {
    try await GatewayBench.running { bench in
      let event = { (size: Int) in
        let frame = #"{"type":"agent_status","data":{"agent_id":"a","old_status":"b","new_status":""}}"#
        return frame.replacing(#":"""#, with: #":"\#(String(repeating: "x", count: size - frame.utf8.count))""#)
      }
      let fitting = try await Self.post(bench, event(65_536))
      #expect(fitting?.status == 202)
      let long = try await Self.post(bench, event(65_537))
      #expect(long?.status == 413 && long?.json?.root["detail"]?.string == "an event has at most 65536 bytes")
      let many = "[" + Array(repeating: "{}", count: 1001).joined(separator: ",") + "]"
      let crowd = try await Self.post(bench, many)
      #expect(crowd?.status == 413)
      let body = try await Self.post(bench, Self.status + String(repeating: " ", count: 1 << 20))
      #expect(body?.status == 413 && body?.json?.root["detail"]?.string == "a body has at most 1048576 bytes")
    }
  }

  @Test func `A full log and a stop are 503 with Retry-After`() async throws {
    try await GatewayBench.running(queue: 1, isRouting: false) { bench in
      let accepted = try await Self.post(bench, Self.status)
      #expect(accepted?.status == 202)
      let full = try await Self.post(bench, Self.status)
      #expect(full?.status == 503 && full?.headers["retry-after"] == "1")
      bench.gateway.state.enter(.draining)
      let draining = try await Self.post(bench, Self.status)
      #expect(draining?.status == 503 && draining?.headers["retry-after"] == "1")
      try await LoopbackClient.connected(to: bench.port) { client in
        let ready = try await client.request("GET", "/health/ready")
        #expect(ready?.status == 503 && ready?.body == #"{"status":"draining"}"#)
        let live = try await client.request("GET", "/health/live")
        #expect(live?.status == 200)
        let head = try await client.request("HEAD", "/health/live")
        #expect(head?.status == 200)
        let nowhere = try await client.request("GET", "/nowhere")
        #expect(nowhere?.status == 404 && nowhere?.headers["content-type"] == "application/problem+json")
      }
    }
  }
}

extension Optional {
  fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
    switch self {
    case .some(let value): try await transform(value)
    case .none: nil
    }
  }
}
