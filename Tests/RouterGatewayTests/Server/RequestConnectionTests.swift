import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Messages that are not answered at once, on the wire.
struct RequestConnectionTests {
  private static func status(_ agent: String) -> String {
    #"{"type":"agent_status","data":{"agent_id":"\#(agent)","old_status":"a","new_status":"b"}}"#
  }

  private static func publish(_ events: String, _ id: String = "r") -> String {
    #"{"type":"publish","data":{"events":[\#(events)],"request_id":"\#(id)"}}"#
  }

  @Test func `Without an agents plugin no agent is found`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        try await client.send(
          json: #"{"type":"command","data":{"agent_id":"agent_123","command":"start","request_id":"req_789"}}"#)
        #expect(
          await client.frame()?.text
            == frame(
              "command_error",
              #"{"command":"start","agent_id":"agent_123","error_code":"AGENT_NOT_FOUND","#
                + #""error_message":"Agent with ID 'agent_123' not found","request_id":"req_789"}"#))
      }
    }
  }

  @Test func `What is published is accepted with its ids, in the order of the messages, and heard`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session(query: "&include_ids=true") { client in
        try await client.subscribe(#"{"events":["agent_status"]}"#)
        for number in 1...10 {
          try await client.send(
            json: Self.publish("\(Self.status("a\(number)")),\(Self.status("b\(number)"))", "\(number)"))
        }
        var (ids, requests, heard): ([String], [String], [String]) = ([], [], [])
        while heard.count < 20 || requests.count < 10 {
          let root = try #require(await client.frame()?.json?.root)
          if root["type"]?.string == "publish_accepted" {
            ids += root[["data", "ids"]]?.elements.compactMap(\.string) ?? []
            requests.append(root[["data", "request_id"]]?.string ?? "")
          } else {
            heard.append(root[["data", "agent_id"]]?.string ?? "")
          }
        }
        #expect(ids == (1...20).map { "msg_\($0)" } && requests == (1...10).map { "\($0)" })
        #expect(heard == (1...10).flatMap { ["a\($0)", "b\($0)"] })
      }
    }
  }

  @Test func `One bad event refuses all, and is named`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        let bad = #"{"type":"agent_status","data":{"agent_id":"a","old_status":7,"new_status":"b"}}"#
        try await client.send(json: Self.publish("\(Self.status("a")),\(bad)"))
        let data = await client.frame()?.json?.root["data"]
        #expect(data?["error_code"]?.string == "INVALID_MESSAGE_FORMAT" && data?["request_id"]?.string == "r")
        let item = data?["errors"].map { Array($0.elements) }?.first
        #expect(item?["index"]?.int == 1 && item?["field"]?.string == "data.old_status")
        #expect(item?["detail"]?.string?.isEmpty == false)
        #expect(bench.log.status().head == .zero)
      }
    }
  }

  @Test func `Publishing needs its permission`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session(try await String.token(.role("observer"))) { client in
        try await client.send(json: Self.publish(Self.status("a")))
        #expect(await client.frame()?.json?.root[["data", "error_code"]]?.string == "PERMISSION_DENIED")
      }
    }
  }

  @Test func `The rate of publishing has its own limit and its own words`() async throws {
    var server = ServerConfig.test
    server.limits.publishRate = 2
    try await GatewayBench.running(server) { bench in
      try await bench.session { client in
        for _ in 1...2 {
          try await client.send(json: Self.publish(Self.status("a")))
          #expect(await client.messageType() == "publish_accepted")
        }
        try await client.send(json: Self.publish(Self.status("a")))
        let data = await client.frame()?.json?.root["data"]
        #expect(data?["error_code"]?.string == "RATE_LIMIT_EXCEEDED" && data?["retry_after"]?.int == 1)
        #expect(data?["limit_type"]?.string == "publish_rate" && data?["limit"]?.int == 2)
        bench.time.advance(by: .seconds(1))
        try await client.send(json: Self.publish(Self.status("a")))
        #expect(await client.messageType() == "publish_accepted")
      }
    }
  }

  @Test func `A new token of the same subject goes on beyond the old one's end`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session(try await String.token(.role("admin", lifetime: .seconds(100)))) { client in
        let next = try await String.token(.role("observer", lifetime: .seconds(1000)))
        try await client.subscribe(#"{"events":["agent_status"]}"#)
        try await client.send(json: #"{"type":"refresh_token","data":{"token":"\#(next)"}}"#)
        #expect(await client.frame()?.json?.root[["data", "expires_at"]]?.string == "2024-01-15T10:47:10Z")
        // The old one would have ended here.
        await bench.advance(by: .seconds(131))
        try await client.send(json: #"{"type":"ping"}"#)
        var types: [String?] = []
        repeat { types.append(await client.frame()?.json?.root["type"]?.string) } while types.last != "pong"
        #expect(types.compactMap(\.self) == ["pong"])
      }
    }
  }

  @Test func `Who says disconnect is closed with 1000 and cannot come back`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      let name = try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)"))
        _ = await client.response()
        let name = await client.frame()?.json?.root[["data", "session_id"]]?.string ?? ""
        try await client.send(json: #"{"type":"disconnect","data":{"reason":"user_initiated"}}"#)
        #expect(await client.frame()?.closeCode == 1000)
        return name
      }
      await bench.waitForNoSessions()
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)&resume=\(name)"))
        _ = await client.response()
        #expect(await client.frame()?.json?.root[["data", "resume", "resumed"]]?.bool == false)
      }
    }
  }

  @Test func `Nothing follows the goodbye, whatever the message counts`() async throws {
    var server = ServerConfig.test
    server.profile = .production
    try await GatewayBench.running(server) { bench in
      try await bench.session { client in
        for _ in 1...94 { try await client.send(json: #"{"type":"ping"}"#) }
        try await client.send(json: #"{"type":"disconnect"}"#)
        let frames = await client.framesToClose()
        #expect(frames.count == 95 && frames.last?.closeCode == 1000)
        try await client.send(.close(1000))
        #expect(await client.frame() == nil)
      }
    }
  }

  @Test func `What is said behind a new token is judged by it`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session(try await String.token(.role("observer"))) { client in
        let next = try await String.token(.role("admin"))
        try await client.send(json: #"{"type":"refresh_token","data":{"token":"\#(next)"}}"#)
        try await client.send(json: Self.publish(Self.status("a")))
        #expect(await client.messageType() == "token_refreshed")
        #expect(await client.messageType() == "publish_accepted")
      }
    }
  }
}
