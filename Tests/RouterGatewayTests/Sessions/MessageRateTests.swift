import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// How many messages a client may send in a window (contract §2, limits).
struct MessageRateTests {
  private static func warned(at time: String = "2024-01-15T10:31:00Z") -> String {
    let rest = #""reset_time":"\#(time)","recommended_action":"Reduce message frequency""#
    return frame(
      "rate_limit_warning", #"{"limit_type":"messages_per_minute","current_usage":95,"limit":100,\#(rest)}"#)
  }

  private func probe(after count: Int, role: String = "admin") throws -> SessionProbe {
    var probe = try SessionProbe(role: role)
    for _ in 0..<count { _ = probe.say(#"{"type":"ping"}"#) }
    return probe
  }

  @Test func `The 95th message of a window is answered, and a warning follows`() throws {
    var probe = try probe(after: 93)
    #expect(probe.say(#"{"type":"ping"}"#).count == 1)
    let answers = probe.say(#"{"type":"ping"}"#)
    #expect(answers.count == 2 && answers.first?.contains("pong") == true && answers.last == Self.warned())
    #expect(probe.say(#"{"type":"ping"}"#).count == 1)
  }

  @Test func `The 100th message is executed`() throws {
    var probe = try probe(after: 99)
    #expect(probe.subscribe(#"{"events":["agent_status"]}"#) == [confirmed(["agent_status"])])
  }

  private static let report = #","retry_after":60,"limit_type":"messages_per_minute","limit":100,"current":101"#
  private static let text = "more than 100 messages within a minute: this one was not executed"

  @Test(arguments: [
    (#"{"type":"subscribe","data":{"events":["agent_status"]}}"#, "subscription_error", ""),
    (
      #"{"type":"command","data":{"agent_id":"a","command":"stop","request_id":"r"}}"#, "command_error",
      #"{"command":"stop","agent_id":"a","# + "X" + #","request_id":"r""#
    ),
    (#"{"type":"configure","data":{}}"#, "connection_error", ""),
    (#"{"type":"refresh_token","data":{"token":"t"}}"#, "connection_error", ""),
    (#"{"type":"connection_pool_info"}"#, "connection_error", ""),
  ])
  func `The 101st message is not executed, and refused in its own family`(
    _ message: String, _ family: String, _ form: String
  ) throws {
    var probe = try probe(after: 100)
    let error = #""error_code":"RATE_LIMIT_EXCEEDED","error_message":"\#(Self.text)""#
    let data = form.isEmpty ? "{\(error)" : form.replacing("X", with: error)
    #expect(probe.say(message) == [frame(family, data + Self.report + "}")])
    #expect(probe.session.subscriptions.isEmpty && probe.wishes.isEmpty && probe.closed == nil)
  }

  @Test func `Publishing has a rate of its own: it is not counted, and done beyond the limit`() throws {
    var probe = try probe(after: 100)
    let most = probe.session.limits.requests
    for _ in 0..<most { #expect(probe.say(#"{"type":"publish","data":{"events":[]}}"#).isEmpty) }
    #expect(probe.wishes.count == most && probe.closed == nil)
    // As many as may be under way, and the window has none of them.
    #expect(probe.say(#"{"type":"publish","data":{"events":[]}}"#).first?.contains("not answered yet") == true)
    #expect(probe.say(#"{"type":"connection_pool_info"}"#).first?.contains(#""current":101"#) == true)
  }

  @Test func `Beyond the limit a ping is answered, an unsubscribe done, and who wants to go goes`() throws {
    var probe = try probe(after: 0)
    _ = probe.subscribe(#"{"events":["agent_status"]}"#)
    for _ in 0..<100 { _ = probe.say(#"{"type":"ping"}"#) }
    #expect(probe.say(#"{"type":"ping"}"#).first?.contains("pong") == true)
    #expect(probe.unsubscribe(#"{"events":["agent_status"]}"#) == [confirmed(["agent_status"], "removed")])
    #expect(probe.session.subscriptions.isEmpty)
    #expect(probe.say(#"{"type":"disconnect"}"#).isEmpty && probe.closed?.code == .normal)
  }

  @Test func `The 200th message closes with 1013`() throws {
    var probe = try probe(after: 198)
    #expect(probe.say(#"{"type":"ping"}"#).count == 1 && probe.closed == nil)
    probe.time.advance(by: .seconds(20))
    let answer = probe.say(#"{"type":"ping"}"#)
    #expect(answer.count == 1 && answer.first?.contains("RATE_LIMIT_EXCEEDED") == true)
    #expect(answer.first?.contains(#""close_code":1013,"retry_after":40"#) == true)
    #expect(probe.closed?.code == .tryAgainLater)
  }

  @Test func `A window begins with its first message, and each window is warned once`() throws {
    var probe = try SessionProbe()
    probe.time.advance(by: .seconds(30))
    for _ in 0..<94 { _ = probe.say(#"{"type":"ping"}"#) }
    probe.time.advance(by: .milliseconds(59_999))
    #expect(probe.say(#"{"type":"ping"}"#).count == 2)
    probe.time.advance(by: .milliseconds(1))
    for _ in 0..<94 { #expect(probe.say(#"{"type":"ping"}"#).count == 1) }
    #expect(probe.say(#"{"type":"ping"}"#).count == 2)
  }

  @Test func `Invalid messages count, too`() throws {
    var limits = SessionLimits(.production)
    limits.invalidMessages = 1000
    var probe = try SessionProbe(role: "admin", limits)
    for _ in 0..<94 { _ = probe.say("{") }
    #expect(probe.say("{").count == 2)
  }

  @Test(arguments: [(1, 1), (10, 10), (20, 19), (200, 190), (1000, 950)])
  func `The warning comes at 95 percent, rounded up`(_ limit: Int, _ warned: Int) throws {
    var limits = SessionLimits(.production)
    limits.messages = limit
    var probe = try SessionProbe(limits)
    for count in 1...limit { #expect(probe.say(#"{"type":"ping"}"#).count == (count == warned ? 2 : 1)) }
  }

  @Test func `The unlimited profile has no limit`() throws {
    var probe = try SessionProbe(SessionLimits(.unlimited))
    for _ in 0..<1000 { #expect(probe.say(#"{"type":"ping"}"#).count == 1) }
  }
}
