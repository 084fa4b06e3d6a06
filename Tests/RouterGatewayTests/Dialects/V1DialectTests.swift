import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// The v1 dialect as a table: what is understood, and in which family a mistake is answered.
struct V1DialectTests {
  @Test(arguments: [
    ("", "the message is not valid JSON: there is no value at byte 0"),
    ("{", "the message is not valid JSON: the text ends too early at byte 1"),
    ("[]", "a message is a JSON object, this is an array"),
    ("null", "a message is a JSON object, this is null"),
    ("{}", "'type' is missing or not a string"),
    (#"{"type":1}"#, "'type' is missing or not a string"),
    (#"{"type":"nonsense"}"#, "unknown message type 'nonsense'"),
    (#"{"type":"SUBSCRIBE"}"#, "unknown message type 'SUBSCRIBE'"),
    (#"{"type":"ping","type":"ping"}"#, "the message is not valid JSON: duplicate key 'type' at byte 15"),
  ])
  func `What is no message is a connection error without a close code`(_ text: String, _ problem: String) throws {
    var probe = try SessionProbe()
    #expect(
      probe.say(text) == [
        frame("connection_error", #"{"error_code":"INVALID_MESSAGE_FORMAT","error_message":"\#(problem)"}"#)
      ])
    #expect(probe.closed == nil)
  }

  @Test(arguments: [
    ("subscribe", "", "'data' is not an object"), ("subscribe", #","data":[]"#, "'data' is not an object"),
    ("unsubscribe", #","data":null"#, "'data' is not an object"),
    ("subscribe", #","data":{}"#, "'data.events' names no event type"),
    ("subscribe", #","data":{"events":[]}"#, "'data.events' names no event type"),
    ("subscribe", #","data":{"events":"agent_status"}"#, "'data.events' is not an array"),
    ("subscribe", #","data":{"events":[1]}"#, "'data.events' has an element that is not a string"),
    ("subscribe", #","data":{"events":["a"],"agents":"a"}"#, "'data.agents' is not an array"),
    ("subscribe", #","data":{"events":["a"],"agents":[null]}"#, "'data.agents' has an element that is not a string"),
    ("unsubscribe", #","data":{"events":{}}"#, "'data.events' is not an array"),
  ])
  func `Wrong fields of subscribe and unsubscribe are subscription errors`(
    _ type: String, _ rest: String, _ problem: String
  ) throws {
    var probe = try SessionProbe()
    #expect(probe.say(#"{"type":"\#(type)"\#(rest)}"#) == [refused("INVALID_MESSAGE_FORMAT", problem)])
  }

  @Test(arguments: ["1", "2.50", "1e400", #""x\u0041""#, "null", "true", "[1, 2]", #"{"a" : [ ]}"#, "9007199254740993"])
  func `A ping's id comes back byte for byte`(_ id: String) throws {
    var probe = try SessionProbe()
    let data = #"{"server_time":"2024-01-15T10:30:00Z","connection_duration":0}"#
    #expect(probe.say(#"{"type":"ping","id":\#(id)}"#) == [frame("pong", data, #","id":\#(id)"#)])
  }

  @Test func `A pong counts whole seconds`() throws {
    var probe = try SessionProbe()
    probe.time.advance(by: .milliseconds(780_999))
    let data = #"{"server_time":"2024-01-15T10:43:00Z","connection_duration":780}"#
    #expect(probe.say(#"{"type":"ping"}"#) == [#"{"type":"pong","timestamp":"2024-01-15T10:43:00Z","data":\#(data)}"#])
    probe.time.set(VirtualTime.start + .seconds(-9))
    #expect(probe.say(#"{"type":"ping"}"#).first?.contains(#""connection_duration":0"#) == true)
  }

  @Test(arguments: [(false, ""), (true, #","id":"msg_12""#)])
  func `An event keeps its payload byte for byte, and has an id for those who asked`(_ withID: Bool, _ more: String) {
    let data = #"{"agent_id" : "agent_123","old_status":"a","new_status":"b\u0041","n":9007199254740993, "x":1.50}"#
    let delivery = Delivery.sample(12, "agent_status", data)
    var bytes: [UInt8] = []
    V1Dialect().append(delivery, withID: withID, isMirrored: false, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == frame("agent_status", data, more))
  }

  @Test(arguments: [
    (#"{"a":1.50}"#, #"{"a":1.50,"timestamp":"2024-01-15T10:30:00Z"}"#),
    (#"{}"#, #"{"timestamp":"2024-01-15T10:30:00Z"}"#),
    (#"{"timestamp":null}"#, #"{"timestamp":null}"#), (#"[1]"#, #"[1]"#),
  ])
  func `The timestamp is mirrored into data that is an object and has none`(_ data: String, _ mirrored: String) {
    var bytes: [UInt8] = []
    V1Dialect().append(.sample(12, "agent_status", data), withID: false, isMirrored: true, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == frame("agent_status", mirrored))
  }

  @Test func `Long client text is quoted back in part`() throws {
    var probe = try SessionProbe()
    let combined = "e" + String(repeating: "\u{301}", count: 1000)
    let answer = probe.say(#"{"type":"\#(combined)"}"#)
    #expect(answer.first.map { $0.utf8.count < 400 } == true)
    #expect("x".shortened == "x" && String(repeating: "x", count: 64).shortened.count == 64)
  }
}
