import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite struct AgentLineTests {
  private let reader = AgentLine.Reader(agent: "a1", catalogue: .standard, time: VirtualTime())

  @Test func `an event keeps its data byte for byte and loses the producer that it claims`() throws {
    let data = #"{ "agent_id":"a1", "old_status":"idle", "new_status":"active", "x":1.50 }"#
    let line = try reader.read(Array(#"{"type":"agent_status","source":"system","data":\#(data)}"#.utf8))
    guard case .event(let draft) = line else {
      Issue.record("no event")
      return
    }
    #expect(draft.data.description == data)
    #expect(draft.source == nil)
    #expect(draft.time == nil)
  }

  @Test func `an event is not larger than a message, an answer may be`() throws {
    func event(_ size: Int) -> [UInt8] {
      let (start, end) = (
        #"{"type":"agent_status","data":{"agent_id":"a1","old_status":"idle","new_status":"active","x":""#, #""}}"#
      )
      return Array((start + String(repeating: "x", count: size - start.utf8.count - end.utf8.count) + end).utf8)
    }
    guard case .event = try reader.read(event(65_536)) else {
      Issue.record("no event")
      return
    }
    #expect { try reader.read(event(65_537)) } throws: {
      "\($0)" == "an event has at most 65536 bytes, this line has 65537"
    }
    let long = String(repeating: "x", count: 70_000)
    let answer = #"{"type":"command_result","data":{"request_id":"r","status":"failed","error_message":"\#(long)"}}"#
    guard case .reply = try reader.read(Array(answer.utf8)) else {
      Issue.record("no answer")
      return
    }
  }

  @Test func `an answer names its order`() throws {
    let line = try reader.read(
      Array(#"{"type":"command_result","data":{"request_id":"r1","status":"failed","error_message":"no"}}"#.utf8))
    guard case .reply(let reply) = line, case .failed(let reason) = reply.outcome else {
      Issue.record("no answer")
      return
    }
    #expect(reply.requestID == "r1")
    #expect(reason == "no")
  }

  @Test func `metrics of the agent alone are its own`() throws {
    let metrics = #"{"status":"active","inference_rate":1,"avg_response_time":1,"success_rate":1,"current_load":0}"#
    let line = try reader.read(Array(#"{"type":"metrics_update","data":{"agents":{"a1":\#(metrics)}}}"#.utf8))
    guard case .event = line else {
      Issue.record("no event")
      return
    }
  }

  @Test(arguments: [
    ("hello", "no JSON"),
    ("[]", "an event is an object, this is an array"),
    (#"{"type":"nonsense","data":{}}"#, "unknown event type 'nonsense'"),
    (#"{"type":"agent_status","data":{"agent_id":"a1"}}"#, "data of agent_status: "),
    (
      #"{"type":"agent_status","data":{"agent_id":"a2","old_status":"idle","new_status":"active"}}"#,
      "an agent may speak of itself only"
    ),
    (
      #"{"type":"system_alert","data":{"alert_id":"1","severity":"error","type":"t","message":"m"}}"#,
      "an agent may speak of itself only"
    ),
    (#"{"type":"command_result"}"#, "'data' of command_result is missing"),
    (#"{"type":"command_result","data":{"status":"succeeded"}}"#, "command_result lacks 'request_id'"),
    (#"{"type":"command_result","data":{"request_id":"r","status":"done"}}"#, "data of command_result: "),
  ])
  func `a line that is neither says why`(line: String, reason: String) {
    #expect { try reader.read(Array(line.utf8)) } throws: { "\($0)".hasPrefix(reason) }
  }
}
