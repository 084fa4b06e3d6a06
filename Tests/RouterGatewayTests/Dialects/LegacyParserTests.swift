import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// What legacy clients may say, and what is wrong with what they may not (contract §3).
struct LegacyParserTests {
  private static let dialect = LegacyDialect(.standard, components: [])

  private func read(_ text: String) -> String { Self.dialect.parse(Array(text.utf8)).words }

  // MARK: What is understood

  @Test(arguments: [
    (
      #"{"type":"AUTH","id":"auth_123","payload":{"token":"jwt_token_here"}}"#,
      #""auth_123": this is jwt_token_here"#
    ),
    (
      #"{"type":"HEARTBEAT","id":"heartbeat_123","timestamp":"2024-12-29T12:00:00Z"}"#,
      #""heartbeat_123": ping "heartbeat_123""#
    ),
    (
      """
      {"type":"RECONNECT","id":"reconnect_123","payload":{"lastMessageId":"msg_130",\
      "subscriptions":["METRICS_UPDATE","ASSESSMENT_UPDATE"]}}
      """,
      #""reconnect_123": go on after msg_130 with ["METRICS_UPDATE", "ASSESSMENT_UPDATE"]"#
    ),
    (
      """
      {"id":"msg_1735473600000","type":"QUERY","target":{"type":"AGENT","id":"analysis-agent"},\
      "action":"GET_DASHBOARD_METRICS","payload":{"timeframe":"current"}}
      """,
      #""msg_1735473600000" of analysis-agent: ask analysis-agent to GET_DASHBOARD_METRICS: {"timeframe":"current"}"#
    ),
    (
      """
      {"id":"msg_1735473600000","type":"COMMAND","target":{"type":"AGENT","id":"analysis-agent"},"action":"SUBSCRIBE",\
      "payload":{"events":["METRICS_UPDATE"]}}
      """,
      #""msg_1735473600000" of analysis-agent: subscribe to ["METRICS_UPDATE"], all or nothing"#
    ),
  ])
  func `The printed messages are understood`(_ text: String, _ words: String) { #expect(read(text) == words) }

  @Test(arguments: [
    (#""type":"QUERY","target":"a","action":"X""#, #"1 of a: ask a to X: {}"#),
    (#""type":"QUERY","target":{"id":"a"},"action":"X","payload":null"#, #"1 of a: ask a to X: {}"#),
    (#""type":"QUERY","target":{"id":"a","type":null},"action":"X","payload":[ 1 ]"#, #"1 of a: ask a to X: [ 1 ]"#),
    (#""type":"COMMAND","target":"a_b","action":"X","payload":"\u0041""#, #"1 of a_b: tell a_b to X: "\u0041""#),
    (#""type":"COMMAND","target":"a","action":"X","payload":1e400"#, #"1 of a: tell a to X: 1e400"#),
    (
      #""type":"COMMAND","target":"a","payload":{"action":"X", "b":1.0}"#,
      #"1 of a: tell a to X: {"action":"X", "b":1.0}"#
    ),
    (
      #""type":"COMMAND","target":"a","action":null,"payload":{"action":"X"}"#,
      #"1 of a: tell a to X: {"action":"X"}"#
    ),
    (
      #""type":"COMMAND","target":"a","action":"Y","payload":{"action":"X"}"#,
      #"1 of a: tell a to Y: {"action":"X"}"#
    ),
    (#""type":"COMMAND","target":"a\u0062","action":"\u0058""#, #"1 of ab: tell ab to X: {}"#),
    (#""type":"QUERY","action":"SUBSCRIBE","payload":{"events":["A"]}"#, #"1: subscribe to ["A"], all or nothing"#),
    (
      #""type":"COMMAND","target":"x","payload":{"action":"UNSUBSCRIBE","events":["A"]}"#,
      #"1 of x: give up ["A"], all or nothing"#
    ),
    (
      #""type":"COMMAND","target":null,"action":"UNSUBSCRIBE","payload":{"events":["A"]}"#,
      #"1: give up ["A"], all or nothing"#
    ),
    (#""type":"SUBSCRIBE","payload":{"events":["A","B","A"]}"#, #"1: subscribe to ["A", "B"], all or nothing"#),
    (#""type":"UNSUBSCRIBE","payload":{"events":["A"],"other":1}"#, #"1: give up ["A"], all or nothing"#),
    (#""type":"RECONNECT","payload":{}"#, "1: go on after nothing with the same"),
    (
      #""type":"RECONNECT","payload":{"lastMessageId":null,"subscriptions":null}"#,
      "1: go on after nothing with the same"
    ),
    (#""type":"RECONNECT","payload":{"lastMessageId":"msg_0","subscriptions":[]}"#, "1: go on after msg_0 with []"),
    (
      #""type":"RECONNECT","payload":{"lastMessageId":"msg_999999999999"}"#,
      "1: go on after msg_999999999999 with the same"
    ),
    (#""type":"RECONNECT","payload":{"subscriptions":["A","A"]}"#, #"1: go on after nothing with ["A"]"#),
    (#""type":"AUTH","payload":{"token":"","more":1}"#, "1: this is "),
    (#""type":"HEARTBEAT","payload":5,"timestamp":7"#, "1: ping 1"),
  ])
  func `What may be said in several ways means the same`(_ rest: String, _ words: String) {
    #expect(read("{\"id\":1,\(rest)}") == words)
  }

  /// Ids that clients make of their clock look like those of events, and are none (contract §1).
  @Test(arguments: ["msg_1735473600000", "msg_1000000000000", "msg_99999999999999999999999999999999"])
  func `An id that is a client's own was never ours`(_ id: String) {
    let text = #"{"id":1,"type":"RECONNECT","payload":{"lastMessageId":"\#(id)"}}"#
    #expect(read(text) == "1: go on after what was never ours with the same")
  }

  // MARK: Ids

  private static let longID = "\"" + String(repeating: "ü", count: 128) + "\""

  @Test(arguments: [
    "0", "-1", "2.50", "1e400", "9007199254740993", String(repeating: "9", count: 256), #""x\u0041""#, #""\/""#,
    #"" ""#, #""\ud83d\ude00""#, #""\"""#, longID,
  ])
  func `An id comes back byte for byte`(_ id: String) {
    #expect(read(#"{"type":"HEARTBEAT", "id" : \#(id) }"#) == "\(id): ping \(id)")
  }

  @Test(arguments: [
    ("", "missing: expected"), (#","id":null"#, "missing: expected"), (#","id":true"#, "expected"),
    (#","id":["a"]"#, "expected"), (#","id":{}"#, "expected"), (#","id":"""#, "expected"),
    (#","id":"\#(String(repeating: "x", count: 257))""#, "expected"),
    (#","id":\#(String(repeating: "9", count: 257))"#, "expected"),
  ])
  func `Without an id that can be repeated nothing is done`(_ rest: String, _ start: String) {
    for type in LegacyClientMessageType.allCases {
      let words = read(#"{"type":"\#(type.rawValue)"\#(rest)}"#)
      #expect(words.hasPrefix("connection id: \(start) a string of 1 to 256 bytes or a number; answers repeat it"))
    }
  }

  // MARK: What is wrong

  @Test(arguments: [
    ("", "the message is not valid JSON: there is no value at byte 0"),
    ("{", "the message is not valid JSON: the text ends too early at byte 1"),
    ("[]", "a message is a JSON object, this is an array"), ("null", "a message is a JSON object, this is null"),
    (#"{"id":1,"id":1}"#, "the message is not valid JSON: duplicate key 'id' at byte 8"),
  ])
  func `What is no message has no id and no field`(_ text: String, _ problem: String) {
    #expect(read(text) == "connection -: \(problem)")
  }

  private static let known = "there are AUTH, HEARTBEAT, RECONNECT, QUERY, COMMAND, SUBSCRIBE, UNSUBSCRIBE"
  private static let word = "expected a string of 1 to 256 bytes"
  private static let agent = #"expected an object such as {"type":"AGENT","id":"analysis-agent"}"#
  private static let event = "expected the id of an event, such as msg_42"
  private static let long = String(repeating: "x", count: 257)

  @Test(arguments: [
    ("", "type", "missing: \(word)"), (#","type":5"#, "type", "\(word), found a number"),
    (#","type":"auth""#, "type", "unknown message type 'auth': \(known)"),
    (
      #","type":"\#(String(repeating: "N", count: 100))""#, "type",
      "unknown message type '\(String(repeating: "N", count: 64))…': \(known)"
    ),
    (#","type":"\#(long)""#, "type", "\(word), found a string"),
    (#","type":"AUTH""#, "payload.token", "missing: expected a string"),
    (#","type":"AUTH","payload":"t""#, "payload.token", "missing: expected a string"),
    (#","type":"AUTH","payload":{"token":null}"#, "payload.token", "missing: expected a string"),
    (#","type":"AUTH","payload":{"token":7}"#, "payload.token", "expected a string, found a number"),
    (#","type":"RECONNECT""#, "payload", "missing: expected an object with 'lastMessageId' and 'subscriptions'"),
    (
      #","type":"RECONNECT","payload":[]"#, "payload",
      "expected an object with 'lastMessageId' and 'subscriptions', found an array"
    ),
    (#","type":"RECONNECT","payload":{"lastMessageId":130}"#, "lastMessageId", "\(event), found a number"),
    (#","type":"RECONNECT","payload":{"lastMessageId":""}"#, "lastMessageId", "\(event), found a string"),
    (#","type":"RECONNECT","payload":{"lastMessageId":"msg_"}"#, "lastMessageId", "\(event), found a string"),
    (#","type":"RECONNECT","payload":{"lastMessageId":"msg_-1"}"#, "lastMessageId", "\(event), found a string"),
    (#","type":"RECONNECT","payload":{"lastMessageId":"msg_1 "}"#, "lastMessageId", "\(event), found a string"),
    (#","type":"RECONNECT","payload":{"lastMessageId":"msg_١"}"#, "lastMessageId", "\(event), found a string"),
    (#","type":"RECONNECT","payload":{"lastMessageId":"garbage"}"#, "lastMessageId", "\(event), found a string"),
    (
      #","type":"RECONNECT","payload":{"subscriptions":"A"}"#, "subscriptions",
      "expected a list of names of event types, found a string"
    ),
    (
      #","type":"RECONNECT","payload":{"subscriptions":["A",1]}"#, "subscriptions",
      "expected a list of strings, found a number"
    ),
    (#","type":"QUERY","target":"a""#, "action", "missing: \(word)"),
    (#","type":"QUERY","target":"a","action":5,"payload":{"action":"X"}"#, "action", "\(word), found a number"),
    (#","type":"QUERY","target":"a","action":"""#, "action", "\(word), found a string"),
    (#","type":"QUERY","target":"a","action":"\#(long)""#, "action", "\(word), found a string"),
    (#","type":"QUERY","target":"a","payload":{"action":[]}"#, "action", "\(word), found an array"),
    (#","type":"COMMAND","action":"X""#, "target", "missing: \(agent)"),
    (#","type":"COMMAND","action":"X","target":null"#, "target", "missing: \(agent)"),
    (#","type":"COMMAND","action":"X","target":5"#, "target", "\(agent), found a number"),
    (#","type":"COMMAND","action":"X","target":["a"]"#, "target", "\(agent), found an array"),
    (#","type":"COMMAND","action":"X","target":"""#, "target", "\(word), found a string"),
    (#","type":"COMMAND","action":"X","target":"\#(long)""#, "target", "\(word), found a string"),
    (#","type":"COMMAND","action":"X","target":{}"#, "target.id", "missing: \(word)"),
    (#","type":"COMMAND","action":"X","target":{"id":5}"#, "target.id", "\(word), found a number"),
    (#","type":"COMMAND","action":"X","target":{"id":"\#(long)"}"#, "target.id", "\(word), found a string"),
    (
      #","type":"COMMAND","action":"SUBSCRIBE","payload":{"events":["A"]},"target":true"#, "target",
      "\(agent), found a boolean"
    ),
    (#","type":"COMMAND","action":"SUBSCRIBE""#, "events", "missing: expected a list of names of event types"),
    (
      #","type":"COMMAND","action":"UNSUBSCRIBE","payload":[]"#, "events",
      "missing: expected a list of names of event types"
    ),
    (
      #","type":"SUBSCRIBE","payload":{"events":"A"}"#, "events",
      "expected a list of names of event types, found a string"
    ),
    (#","type":"SUBSCRIBE","payload":{"events":["A",null]}"#, "events", "expected a list of strings, found null"),
    (#","type":"SUBSCRIBE","payload":{"events":[]}"#, "events", "the list names no event type"),
    (#","type":"UNSUBSCRIBE","payload":{"events":[]}"#, "events", "the list names no event type"),
  ])
  func `What is wrong is named where the client looks for it`(_ rest: String, _ field: String, _ problem: String) {
    let words = read("{\"id\":\"q\"\(rest)}")
    let start = words.prefix { $0 != ":" }
    #expect(words == "\(start): connection \(field): \(problem)")
    #expect(start.hasPrefix(#""q""#), "the answer has the request's id")
  }

  @Test func `A target of another type must at least be called something`() {
    let text = #"{"id":1,"type":"QUERY","action":"X","target":{"type":[],"id":"a"}}"#
    #expect(read(text) == "1: connection target.type: expected 'AGENT', found an array")
    #expect(read(text.replacing("[]", with: #""agent""#)) == "1 of a: ask a to X: {}")
  }
}
