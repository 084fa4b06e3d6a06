import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Server-Sent Events on the wire (contract §5 and §7).
struct EventStreamTests {
  private static func status(_ agent: String, _ more: String = "") -> String {
    #"{"agent_id":"\#(agent)","old_status":"a","new_status":"b"\#(more)}"#
  }

  private func streaming(
    _ query: String, _ headers: String = "", _ server: ServerConfig = .test,
    _ body: @escaping @Sendable (GatewayBench, LoopbackClient) async throws -> Void
  ) async throws {
    try await GatewayBench.running(server) { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.beginStream(token, query, headers)
        try await body(bench, client)
      }
    }
  }

  @Test func `An event has its type, its number and the v1 envelope`() async throws {
    try await streaming("events=agent_status") { bench, client in
      try await bench.publish("agent_status", Self.status("a"))
      let item = await client.item()
      #expect((item?.event, item?.id) == ("agent_status", "msg_1"))
      #expect(item?.data == frame("agent_status", Self.status("a")))
    }
  }

  @Test func `A payload with line breaks is one line`() async throws {
    try await streaming("events=agent_status&include_ids=true") { bench, client in
      try await bench.publish(
        "agent_status", "{\n\"agent_id\":\"a\",\r\n\"old_status\":\"x\\ny\",\"new_status\":\"b\"}")
      let item = await client.item()
      #expect(item?.json?.root[["data", "old_status"]]?.string == "x\ny")
      #expect(item?.json?.root["id"]?.string == "msg_1")
    }
  }

  @Test func `The query subscribes as a message does`() async throws {
    try await streaming("events=agent_status,metrics&agents=a,b&filter.reason=x,5&filter.x=1") { bench, client in
      try await bench.publish("agent_status", Self.status("c", #","reason":"x""#))
      try await bench.publish("agent_status", Self.status("a", #","reason":"y""#))
      try await bench.publish("agent_created", #"{"agent_id":"a","name":"n","status":"pending"}"#)
      try await bench.publish("agent_status", Self.status("b", #","reason":"5""#))
      try await bench.publish("metrics_update", #"{"system":{},"agents":{"a":{"status":"s"},"c":{"status":"s"}}}"#)
      #expect(await client.item()?.id == "msg_4")
      let metrics = await client.item()?.json?.root
      #expect(metrics?["type"]?.string == "metrics_update")
      #expect(metrics?[["data", "agents"]]?.members.map(\.name) == ["a"])
    }
  }

  @Test(arguments: [
    ("events=nonsense", "admin", 400, "not supported"), ("agents=a", "admin", 400, "names no event type"),
    ("events=", "admin", 400, "names no event type"), ("events=agent_status", "nobody", 403, "permissions"),
    ("events=agent_status,metrics,nonsense", "admin", 400, "not supported"),
  ])
  func `What cannot be subscribed to is refused whole`(
    _ query: String, _ role: String, _ status: Int, _ words: String
  ) async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token(.role(role))
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.stream(token, query))
        let answer = await client.response()
        #expect(answer?.status == status && answer?.headers["content-type"] == "application/problem+json")
        #expect(answer?.json?.root["detail"]?.string?.contains(words) == true)
        #expect(await client.readToEnd().isEmpty)
      }
    }
  }

  @Test func `Without a good token there is no stream`() async throws {
    try await GatewayBench.running { bench in
      for token in ["", "bad"] {
        try await LoopbackClient.connected(to: bench.port) { client in
          try await client.send(LoopbackClient.stream(token, "events=agent_status"))
          let answer = await client.response()
          #expect(answer?.status == 401 && answer?.headers["www-authenticate"] == "Bearer")
        }
      }
    }
  }

  @Test(arguments: [
    ("POST", 405), ("HEAD", 400),
  ])
  func `Other methods are told so`(_ method: String, _ status: Int) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(
          "\(method) /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        #expect(await client.response(hasBody: method != "HEAD")?.status == status)
      }
    }
  }

  @Test func `Last-Event-ID goes on behind that event, without a hole and without a repetition`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      for number in 1...20 { try await bench.publish("agent_status", Self.status("a\(number)")) }
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.beginStream(token, "events=agent_status", "Last-Event-ID: msg_7\r\n")
        for number in 8...20 { #expect(await client.item()?.id == "msg_\(number)") }
        try await bench.publish("agent_status", Self.status("live"))
        #expect(await client.item()?.id == "msg_21")
      }
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.beginStream(token, "events=agent_status&last_event_id=msg_20")
        #expect(await client.item()?.id == "msg_21")
      }
    }
  }

  @Test(arguments: ["msg_999", "nonsense"])
  func `An id that was never given is a gap, and nothing is replayed`(_ id: String) async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await bench.session { witness in
        try await witness.subscribe(#"{"events":["agent_status"]}"#)
        for _ in 1...3 {
          try await bench.publish()
          #expect(await witness.messageType() == "agent_status")
        }
      }
      // On every loop: what has been delivered to one may still be on its way to another.
      await bench.gateway.tick()
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.stream(token, "events=agent_status", "Last-Event-ID: \(id)\r\n"))
        #expect(await client.response()?.status == 200)
        // The welcome and the gap are one answer.
        let gap = await client.item()
        #expect(gap?.event == "gap" && gap?.id == nil)
        #expect(gap?.json?.root[["data", "reason"]]?.string == "unknown")
        try await bench.publish()
        #expect(await client.item()?.id == "msg_4")
      }
    }
  }

  @Test func `A comment comes every 15 seconds`() async throws {
    try await streaming("events=agent_status") { bench, client in
      await bench.advance(by: .seconds(15))
      #expect(await client.item()?.comment == "")
      await bench.advance(by: .seconds(15))
      #expect(await client.item()?.comment == "")
    }
  }

  @Test func `A stream begins on a connection that has carried other requests`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        for _ in 1...3 {
          try await client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
          #expect(await client.response()?.status == 200)
        }
        try await client.beginStream(token, "events=agent_status")
        // Hummingbird's handlers have been left behind, and must not end the connection.
        await bench.advance(by: .seconds(15))
        #expect(await client.item()?.comment == "")
        try await bench.publish()
        #expect(await client.item()?.id == "msg_1")
        client.endSending()
        #expect(await client.item() == nil)
      }
      await bench.waitForNoSessions()
    }
  }

  @Test func `A refused stream on such a connection is told why`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(await client.response()?.status == 200)
        try await client.send(LoopbackClient.stream("bad", "events=agent_status"))
        #expect(await client.response()?.status == 401)
        #expect(await client.readToEnd().isEmpty)
      }
    }
  }

  @Test func `An expiring token ends the stream with words`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token(.role("admin", lifetime: .seconds(100)))
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.beginStream(token, "events=agent_status")
        await bench.advance(by: .seconds(131))
        var events: [String] = []
        while let item = await client.item() { if let event = item.event { events.append(event) } }
        #expect(events == ["connection_error"])
        #expect(await client.readToEnd().isEmpty)
      }
      await bench.waitForNoSessions()
    }
  }

  @Test func `A stop is announced with the moment to come back`() async throws {
    try await streaming("events=agent_status") { bench, client in
      async let drained: Void = bench.whileTimePasses { await bench.gateway.drainSessions() }
      let warning = await client.item()
      #expect(warning?.event == "disconnect_warning" && warning?.retry == "1000")
      // The clock runs, so there may be comments.
      while let item = await client.item() { #expect(item.comment == "") }
      await drained
    }
  }

  @Test func `Streams count as the user's connections`() async throws {
    var server = ServerConfig.test
    server.limits.connectionsPerUser = 1
    try await streaming("events=agent_status", "", server) { bench, client in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { second in
        try await second.send(LoopbackClient.stream(token, "events=agent_status"))
        let answer = await second.response()
        #expect(answer?.status == 429 && answer?.headers["retry-after"] == "30")
      }
    }
  }
}
