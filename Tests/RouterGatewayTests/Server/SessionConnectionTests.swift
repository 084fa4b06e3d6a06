import ConfigSchema
import NIOCore
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Sessions over real connections on the loopback.
@Suite(.timeLimit(.minutes(1)))
struct SessionConnectionTests {
  // MARK: Tokens

  @Test(arguments: ["query", "header", "subprotocol"])
  func `The token comes in the query, in a header or as a subprotocol`(_ place: String) async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      let (target, headers) =
        switch place {
        case "query": ("/api/v1/ws?token=\(token)", "")
        case "header": ("/api/v1/ws", "Authorization: bearer \(token)\r\n")
        default: ("/api/v1/ws", "Sec-WebSocket-Protocol: bearer, \(token)\r\n")
        }
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade(target, headers))
        let response = await client.response()
        #expect(response?.status == 101)
        #expect(response?.headers["sec-websocket-protocol"] == (place == "subprotocol" ? "bearer" : nil))
        #expect(await client.messageType() == "connection_established")
      }
    }
  }

  @Test(arguments: [
    ("", "no token: send it as ?token=, as Authorization: Bearer or as subprotocol 'bearer, <token>'"),
    ("?token=nonsense", "the token is malformed: it has not three parts"),
    ("?token=a&token=b", "two different tokens were sent"),
  ])
  func `A refused token gets its reason, 1008 and the end`(_ query: String, _ reason: String) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws\(query)"))
        #expect(await client.response()?.status == 101)
        let data =
          #"{"error_code":"AUTHENTICATION_FAILED","error_message":"\#(reason)","close_code":1008,"retry_after":30}"#
        #expect(await client.frame()?.text == frame("connection_error", data))
        #expect(await client.frame()?.closeCode == 1008)
        // On a busy machine the server may have gone already.
        try? await client.send(.text("too late"))
        try? await client.send(.close(1008))
        #expect(await client.frame() == nil)
        #expect(bench.gateway.counters.refusedTokens.load() == 1)
        #expect(bench.gateway.counters.connections.load() == 0)
      }
    }
  }

  @Test func `Tokens do not get into the log`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await bench.session(token) { client in try await client.send(.close(1000)) }
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)x"))
        #expect(await client.response()?.status == 101)
        _ = await client.frame()
        let answer = try await client.request("GET", "/metrics?token=\(token)x")
        #expect(answer == nil)
      }
      #expect(!bench.logs.lines.contains { $0.contains(token.prefix(20)) })
    }
  }

  // MARK: Events

  @Test func `The confirmation comes before the first event, and events in their order`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session(query: "&include_ids=true") { client in
        try await client.subscribe(#"{"events":["agent_status"]}"#)
        for _ in 1...100 { try await bench.publish() }
        for number in 1...100 {
          #expect(await client.frame()?.text == frame("agent_status", documentedStatus, #","id":"msg_\#(number)""#))
        }
      }
      let counters = bench.gateway.counters
      #expect((counters.offered.load(), counters.delivered.load(), counters.frames.load()) == (100, 100, 100))
    }
  }

  @Test func `Each session hears what it asked for`() async throws {
    try await GatewayBench.running { bench in
      let metrics = #"{"system":{},"agents":{"a":{},"b":{}}}"#
      try await bench.session { all in
        try await all.subscribe(#"{"events":["metrics"]}"#)
        try await bench.session { one in
          try await one.subscribe(#"{"events":["metrics"],"agents":["b"]}"#)
          try await bench.publish("metrics_update", metrics)
          #expect(await all.frame()?.text == frame("metrics_update", metrics))
          #expect(await one.frame()?.text == frame("metrics_update", #"{"system":{},"agents":{"b":{}}}"#))
        }
      }
    }
  }

  // MARK: Limits of the wire

  @Test(arguments: [(ServerConfig.Profile.production, 65_536), (.development, 131_072)])
  func `A message of exactly the limit is read and one byte more closes with 1009`(
    _ profile: ServerConfig.Profile, _ limit: Int
  ) async throws {
    var server = ServerConfig.test
    server.profile = profile
    try await GatewayBench.running(server) { bench in
      try await bench.session { client in
        let padding = { (size: Int) in Frame.text(#"{"type":"ping"}"# + String(repeating: " ", count: size - 15)) }
        try await client.send(padding(limit))
        #expect(await client.messageType() == "pong")
        try await client.send(padding(limit + 1))
        #expect(await client.frame()?.closeCode == 1009)
        #expect(await client.frame() == nil)
      }
    }
  }

  @Test(
    arguments: [
      ([Frame(opcode: 1, payload: [0xFF])], 1007), ([Frame(opcode: 1, isMasked: false)], 1002),
      ([Frame(opcode: 9, fin: false)], 1002), ([Frame(opcode: 9, payload: Array(repeating: 0, count: 126))], 1002),
      ([.text("x", fin: false), .text("y")], 1002),
      (Array(repeating: .text("{"), count: 10), 1013),
    ] as [([Frame], Int)])
  func `Broken frames are answered with their close code`(_ frames: [Frame], _ code: Int) async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        for frame in frames { try await client.send(frame) }
        var last = await client.frame()
        while let frame = last, frame.opcode != 8 { last = await client.frame() }
        #expect(last?.closeCode == code)
        try? await client.send(.close(UInt16(code)))
        #expect(await client.frame() == nil)
      }
    }
  }

  @Test func `Binary messages are invalid and the connection lives`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        try await client.send(.binary([1, 2]))
        #expect(await client.frame()?.json?.root[["data", "error_code"]]?.string == "INVALID_MESSAGE_FORMAT")
        try await client.send(.ping("abc"))
        #expect(await client.frame() == Frame(opcode: 10, payload: Array("abc".utf8), isMasked: false))
      }
    }
  }

  // MARK: End

  @Test(arguments: [(Frame.close(1000, "bye"), 1000), (.close(3456), 3456), (Frame(opcode: 8), 1000)])
  func `A close is answered with its own code and ends the connection`(_ close: Frame, _ code: Int) async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        try await client.send(close)
        #expect(await client.frame()?.closeCode == code)
        #expect(await client.frame() == nil)
      }
      await bench.waitForNoSessions()
    }
  }

  @Test func `A peer that does not answer a close is not waited for`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        for _ in 1...10 { try await client.send(json: "{") }
        #expect(await client.framesToClose().last?.closeCode == 1013)
        await bench.advance(by: .seconds(4))
        #expect(bench.gateway.counters.disconnections.load() == 0)
        await bench.advance(by: .seconds(1))
        #expect(await client.frame() == nil)
      }
    }
  }

  @Test func `A silent peer is pinged and then closed`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        await bench.advance(by: .seconds(20))
        #expect(await client.frame()?.opcode == 9)
        try await client.send(.pong())
        try await client.send(json: #"{"type":"ping"}"#)
        #expect(await client.messageType() == "pong")
        await bench.advance(by: .seconds(20))
        #expect(await client.frame()?.opcode == 9)
        await bench.advance(by: .seconds(20))
        #expect(await client.frame() == nil)
      }
    }
  }

  @Test func `An expiring token is announced, then closed with 1008`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token(.role("admin", lifetime: .seconds(40)))
      try await bench.session(token) { client in
        await bench.advance(by: .seconds(10))
        #expect(await client.messageType() == "disconnect_warning")
        await bench.advance(by: .seconds(60))
        #expect(await client.messageType() == "connection_error")
        #expect(await client.frame()?.closeCode == 1008)
      }
    }
  }

  @Test func `A drain warns, closes with 1001 and waits for the peers`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        bench.gateway.state.enter(.draining)
        async let drained: Void = bench.gateway.drainSessions()
        #expect(await client.messageType() == "disconnect_warning")
        #expect(await client.frame()?.closeCode == 1001)
        try await client.send(.close(1001))
        #expect(await client.frame() == nil)
        await drained
        #expect(bench.gateway.counters.disconnections.load() == 1)
        try await LoopbackClient.connected(to: bench.port) { late in
          try await late.send(LoopbackClient.upgrade("/api/v1/ws"))
          #expect(await late.response()?.status == 101)
          #expect(await late.messageType() == "connection_error")
          #expect(await late.frame()?.closeCode == 1001)
        }
      }
    }
  }

  @Test func `A drain that is cancelled waits no longer`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        let drain = Task { await bench.gateway.drainSessions() }
        #expect(await client.messageType() == "disconnect_warning")
        drain.cancel()
        await drain.value
      }
    }
  }

  @Test func `A reader that is too slow is warned and closed with 1013, the others hear everything`() async throws {
    var server = ServerConfig.test
    server.outboundQueue = .kibibytes(64)
    try await GatewayBench.running(server) { bench in
      let filler = String(repeating: "x", count: 50_000)
      try await bench.session(receiveBuffer: 4096) { slow in
        try await slow.subscribe(#"{"events":["agent_status"]}"#)
        try await bench.session { fast in
          try await fast.subscribe(#"{"events":["agent_status"]}"#)
          for _ in 1...400 {
            try await bench.publish("agent_status", #"{"agent_id":"a","old_status":"b","new_status":"\#(filler)"}"#)
            #expect(await fast.messageType() == "agent_status")
          }
        }
        let frames = await slow.framesToClose()
        #expect(frames.count < 400)
        #expect(frames.suffix(2).first?.json?.root[["data", "reason"]]?.string == "slow_reader")
        #expect(frames.last?.closeCode == 1013)
      }
    }
  }

  @Test func `Who asks without reading is read no further, and gets every answer when it does`() async throws {
    var server = ServerConfig.test
    server.profile = .unlimited
    try await GatewayBench.running(server) { bench in
      try await bench.session(receiveBuffer: 4096) { client in
        // Short questions with long answers: the questions fit into the sockets' buffers, the answers do not.
        let questions = 30_000
        try await client.send((1...questions).flatMap { Frame.text(#"{"type":"ping","id":\#($0)}"#).bytes })
        for number in 1...questions {
          let answer = await client.frame()
          guard answer?.text.hasSuffix(#","id":\#(number)}"#) == true else {
            Issue.record("instead of the answer to \(number): \(answer?.description ?? "the end")")
            break
          }
        }
      }
    }
  }

  @Test(arguments: ["half close", "reset"])
  func `A connection that just goes leaves nothing behind`(_ way: String) async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        try await client.subscribe(#"{"events":["agent_status"]}"#)
        if way == "reset" { try? await client.reset() } else { client.endSending() }
        #expect(await client.frame() == nil)
        await bench.waitForNoSessions()
        for shard in bench.gateway.shards.shards {
          let counts = try await shard.loop.submit { shard.size }.get()
          #expect(counts == 0)
        }
      }
    }
  }
}

extension GatewayBench {
  /// Returns when every session that began has ended.
  func waitForNoSessions() async { await waitForSessions(0) }

  /// Lets the clock stand still until no more than so many are left.
  func waitForSessions(_ count: UInt64) async {
    while gateway.counters.connections.load() > gateway.counters.disconnections.load() + count, !Task.isCancelled {
      await gateway.tick()
    }
  }
}
