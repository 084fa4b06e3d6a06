import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// A dialect of which the gateway's code knows nothing is spoken as well as its own.
@Suite(.timeLimit(.minutes(1)))
struct ThirdDialectTests {
  private struct Oracle: Source, RequestHandler {
    let requests = [RequestRoute(target: "oracle", action: "GET_TRUTH"), RequestRoute(target: "oracle", action: "LIE")]

    func run(_ emitter: Emitter) async throws { try await Task.sleep(for: .seconds(3600)) }
    func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument { .int(42) }
  }

  private static let oracle = Deployment.SourceSpec(name: "oracle", type: "oracle") { _ in Oracle() }

  @Test func `Subscriptions, events and answers are in the dialect's words, beside v1 sessions`() async throws {
    try await GatewayBench.runningLines { bench in
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 PING", "1 OK")
        try await line.expect("2 WANT agent-status,metrics-update", "2 OK active agent-status,metrics-update")
        try await bench.session { client in
          try await client.subscribe(#"{"events":["agent_status"]}"#)
          try await bench.publish()
          #expect(await client.messageType() == "agent_status")
        }
        #expect(await line.next() == "EVENT 1 agent-status \(documentedStatus)")
        try await line.expect("3 DROP agent-status", "3 OK removed agent-status")
        try await bench.publish()
        try await line.expect("4 BYE", "close 1000")
      }
    }
  }

  @Test func `What is wrong is answered once, and nothing of it is done`() async throws {
    try await GatewayBench.runningLines { bench in
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 WANT agent-status,nonsense,agent_status", "1 NO INVALID_EVENT_TYPE")
        try await line.expect("2 DROP nonsense", "2 NO INVALID_EVENT_TYPE")
        try await line.expect("3 SINCE 0 nonsense", "3 NO INVALID_EVENT_TYPE")
        try await line.expect("4 DANCE", #"4 NO VALIDATION_ERROR {"field":"verb","error":"what is DANCE?"}"#)
        try await line.expect("nonsense", "!1 NO INVALID_MESSAGE_FORMAT")
        try await line.expect("nonsense", "!2 NO INVALID_MESSAGE_FORMAT")
        try await bench.publish()
        try await line.expect("5 PING", "5 OK")
      }
    }
  }

  @Test func `Limits are the entrance's`() async throws {
    var limits = SessionLimits(.production)
    (limits.messages, limits.eventTypes, limits.messageSize) = (4, 2, 100)
    try await GatewayBench.runningLines(limits: limits) { bench in
      try await bench.lines(try await .token()) { line in
        let three = "1 WANT agent-status,agent-created,agent-deleted"
        try await line.expect(three, "1 NO RATE_LIMIT_EXCEEDED")
        try await line.expect("2 WANT agent-status,agent-created", "2 OK active agent-status,agent-created")
        try await line.expect("3 WANT agent-deleted", "3 NO RATE_LIMIT_EXCEEDED")
        try await line.expect("4 PING", "4 OK")
        try await line.expect("5 WANT agent-status", "5 NO RATE_LIMIT_EXCEEDED")
        try await line.expect("6 PING", "6 OK")
        try await line.expect("7 PING", "7 OK")
        try await line.expect("8 PING", "8 NO RATE_LIMIT_EXCEEDED")
        #expect(await line.next() == "close 1013")
      }
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 WANT \(String(repeating: "x", count: 93))", "1 NO INVALID_EVENT_TYPE")
        try await line.expect("1 WANT \(String(repeating: "x", count: 94))", "close 1009")
      }
    }
  }

  @Test func `Requests go to whoever answers for the target, with what the client may do`() async throws {
    try await GatewayBench.runningLines(sources: [Self.oracle]) { bench in
      try await bench.lines(try await .token(.role("observer"))) { line in
        try await line.expect("1 ASK oracle GET_TRUTH", "1 OK 42")
        try await line.expect("2 ASK oracle LIE", #"2 NO PERMISSION_DENIED {"action":"LIE","required":"WRITE"}"#)
        try await line.expect("3 ASK oracle SLEEP", #"3 NO UNKNOWN_ACTION {"action":"SLEEP","target":"oracle"}"#)
        try await line.expect(
          "4 ASK assessment_agent GET_ASSESSMENT",
          #"4 NO PROCESSING_ERROR {"reason":"Assessment agent unavailable","retryAfter":5000}"#)
      }
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 ASK oracle LIE", "1 OK 42")
      }
    }
  }

  @Test func `A request without an upgrade is told what is spoken here`() async throws {
    try await GatewayBench.runningLines { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send("GET /lines HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(await client.response()?.status == 426)
      }
    }
  }

  @Test func `A stop is announced unasked, then 1001`() async throws {
    try await GatewayBench.runningLines { bench in
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 PING", "1 OK")
        async let stopping: Void = bench.whileTimePasses { await bench.gateway.drainSessions() }
        #expect(await line.next() == "!1 NO server_shutdown")
        #expect(await line.next() == "close 1001")
        await line.client.close()
        await stopping
      }
    }
  }
}
