import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Agents that hold a session: they get orders and answer them.
struct AgentConnectionTests {
  private static let order = AgentOrder(
    "start", agent: "agent_123", parameters: .sample(#"{"speed":1.50}"#), requestID: "order_7")
  private static let present = AgentConnections.Presence(agent: "agent_123", isConnected: true)
  private static let absent = AgentConnections.Presence(agent: "agent_123", isConnected: false)

  @Test func `An agent is there from its welcome on, gets an order and answers it`() async throws {
    try await GatewayBench.running { bench in
      var presence = bench.gateway.agents.presence().makeAsyncIterator()
      try await bench.session(try await .token(.agent("agent_123"))) { client in
        #expect(await presence.next() == Self.present)
        async let reply = bench.gateway.agents.send(Self.order, within: .seconds(10), bench.time)
        let text = await client.frame()?.json?.description
        #expect(
          text
            == frame(
              "command",
              #"{"agent_id":"agent_123","command":"start","parameters":{"speed":1.50},"request_id":"order_7"}"#))
        try await client.send(
          json: #"{"type":"command_result","data":{"request_id":"order_7","status":"succeeded","result":{"a":1}}}"#)
        guard case .succeeded(let result) = try await reply.outcome else {
          Issue.record("the order has failed")
          return
        }
        #expect(result?.description == #"{"a":1}"#)
        // Nobody waits for it any more: no mistake.
        try await client.send(json: #"{"type":"command_result","data":{"request_id":"order_7","status":"succeeded"}}"#)
        try await client.send(json: #"{"type":"ping"}"#)
        #expect(await client.messageType() == "pong")
      }
      #expect(await presence.next() == Self.absent)
    }
  }

  @Test func `An order to an agent that goes has failed`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session(try await .token(.agent("agent_123"))) { client in
        let reply = Task {
          do throws(AgentConnections.Failure) {
            _ = try await bench.gateway.agents.send(Self.order, within: .seconds(10), bench.time)
            return nil as AgentConnections.Failure?
          } catch {
            return error
          }
        }
        #expect(await client.messageType() == "command")
        try await client.send(json: #"{"type":"disconnect"}"#)
        #expect(await reply.value == .disconnected)
      }
    }
  }

  @Test func `Who is no agent gets no orders, and its results are refused`() async throws {
    try await GatewayBench.running { bench in
      try await bench.session { client in
        try await client.send(json: #"{"type":"command_result","data":{"request_id":"r","status":"succeeded"}}"#)
        let answer = await client.frame()?.json?.root["data"]
        #expect(answer?["error_code"]?.string == "PERMISSION_DENIED")
        #expect(answer?["close_code"] == nil)
        #expect(!bench.gateway.agents.isConnected("user_456"))
      }
    }
  }

  @Test(arguments: [
    (#"{"status":"succeeded"}"#, "'data.request_id' is missing"),
    (#"{"request_id":"r"}"#, "/data/status: expected one of succeeded, failed, found nothing"),
    (#"{"request_id":"r","status":"done"}"#, "/data/status: expected one of succeeded, failed, found \"done\""),
    (#"{"request_id":"r","status":"succeeded","result":3}"#, "/data/result: expected an object, found a number"),
    (#"{"request_id":3,"status":"succeeded"}"#, "'data.request_id' is not a string of 1 to 256 bytes"),
  ])
  func `A result that cannot be read is an invalid message`(_ data: String, _ text: String) async throws {
    try await GatewayBench.running { bench in
      try await bench.session(try await .token(.agent("agent_123"))) { client in
        try await client.send(json: #"{"type":"command_result","data":\#(data)}"#)
        let answer = await client.frame()?.json?.root["data"]
        #expect(answer?["error_code"]?.string == "INVALID_MESSAGE_FORMAT")
        #expect(answer?["error_message"]?.string == text)
      }
    }
  }

  @Test func `An agent that comes back before its old connection is gone was always there`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token(.agent("agent_123"))
      var presence = bench.gateway.agents.presence().makeAsyncIterator()
      try await bench.session(token) { _ in
        #expect(await presence.next() == Self.present)
        try await bench.session(token) { _ in
          // Told again: there may be another process behind it.
          #expect(await presence.next() == Self.present)
          #expect(bench.gateway.agents.isConnected("agent_123"))
        }
        #expect(await presence.next() == Self.present)
      }
      #expect(await presence.next() == Self.absent)
    }
  }
}
