import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// RECONNECT up to the wish to go on, and what is said when the place has been found (contract §3 and §7).
struct LegacyReconnectTests {
  private func say(_ payload: String) -> String { #"{"type":"RECONNECT","id":"r","payload":\#(payload)}"# }

  private func wish(_ probe: LegacyProbe) throws -> (after: ResumeRequest.LastEvent, events: [String]) {
    guard case .reconnect(let last, let events) = try #require(probe.wishes.last).action else {
      Issue.record("no wish to reconnect")
      return (.none, [])
    }
    return (last, events)
  }

  private static let printed = #"{"lastMessageId":"msg_130","subscriptions":["METRICS_UPDATE","ASSESSMENT_UPDATE"]}"#

  @Test func `The printed RECONNECT subscribes and goes on after the last message`() throws {
    var probe = try LegacyProbe()
    #expect(probe.say(say(Self.printed)).isEmpty)
    let wish = try wish(probe)
    #expect(wish.after == .number(EventNumber(130)) && wish.events == ["METRICS_UPDATE", "ASSESSMENT_UPDATE"])
    #expect(probe.hears("client_metrics_update") && probe.hears("assessment_update"))
    let report = ResumeReport(resumed: true, replayed: 2, oldest: EventNumber(7), exact: true)
    let payload = """
      {"sessionId":"session_1","subscriptions":["METRICS_UPDATE","ASSESSMENT_UPDATE"],"replayCount":2,"gap":false,\
      "oldestAvailable":"msg_7","lastMessageId":"msg_130"}
      """
    #expect(probe.goOn(report, behind: 130) == [legacyFrame("RECONNECT_SUCCESS", #""r""#, #","payload":\#(payload)"#)])
  }

  @Test func `It replaces what there was, and the limit counts anew`() throws {
    var probe = try LegacyProbe()
    let names = Catalogue.standard.supportedLegacyNames
    func list(_ names: some Sequence<String>) -> String { names.map { "\"\($0)\"" }.joined(separator: ",") }
    _ = probe.say(#"{"id":1,"type":"SUBSCRIBE","payload":{"events":[\#(list(names.prefix(10)))]}}"#)
    #expect(probe.say(say(#"{"subscriptions":[\#(list(names[10..<20]))]}"#)).isEmpty)
    #expect(try wish(probe).after == .none)
    #expect(probe.session.subscriptions.count == 10 && !probe.hears("agent_status"))
    let before = probe.session.subscriptions
    let refusal = probe.say(say(#"{"subscriptions":[\#(list(names.prefix(11)))]}"#))
    #expect(refusal.first?.contains(#""limit":10"#) == true && refusal.first?.contains(#""id":"r""#) == true)
    #expect(probe.session.subscriptions == before && probe.wishes.count == 1)
  }

  @Test func `An empty list gives everything up; none at all leaves it as it is`() throws {
    var probe = try LegacyProbe()
    _ = probe.say(#"{"id":1,"type":"SUBSCRIBE","payload":{"events":["SYSTEM_ALERT","AGENT_STATUS"]}}"#)
    #expect(probe.say(say(#"{"lastMessageId":"msg_1"}"#)).isEmpty)
    #expect(try wish(probe).events == ["AGENT_STATUS", "SYSTEM_ALERT"])
    #expect(probe.say(say(#"{"lastMessageId":"msg_1","subscriptions":[]}"#)).isEmpty)
    #expect(try wish(probe).events.isEmpty && probe.session.subscriptions.isEmpty)
  }

  @Test(arguments: [
    (#"{"lastMessageId":"garbage"}"#, "lastMessageId"), (#"{"lastMessageId":130}"#, "lastMessageId"),
    (#"{"lastMessageId":"msg_"}"#, "lastMessageId"), (#"{"subscriptions":"METRICS_UPDATE"}"#, "subscriptions"),
    (#"{"subscriptions":["NONSENSE"]}"#, "subscriptions"), ("[]", "payload"), ("null", "payload"),
  ])
  func `What is wrong is named, and everything stays as it is`(_ payload: String, _ field: String) throws {
    var probe = try LegacyProbe()
    _ = probe.say(#"{"id":1,"type":"SUBSCRIBE","payload":{"events":["AGENT_STATUS"]}}"#)
    let answer = JSONDocument.sample(try #require(probe.say(say(payload)).first)).root
    #expect(answer["id"]?.string == "r" && answer["payload"]?["code"]?.string == "VALIDATION_ERROR")
    #expect(answer["payload"]?["details"]?["field"]?.string == field)
    #expect(probe.wishes.isEmpty && probe.hears("agent_status"))
  }

  @Test func `More names than a message may have are refused, each list under its own name`() throws {
    var probe = try LegacyProbe()
    let names = (0...256).map { "\"X\($0)\"" }.joined(separator: ",")
    let text = "a message may name 256 event types, this one names 257"
    #expect(probe.say(say(#"{"subscriptions":[\#(names)]}"#)) == [legacyRefusal(#""r""#, "subscriptions", text)])
    for type in ["SUBSCRIBE", "UNSUBSCRIBE"] {
      #expect(
        probe.say(#"{"type":"\#(type)","id":1,"payload":{"events":[\#(names)]}}"#)
          == [legacyRefusal("1", "events", text)])
    }
    #expect(probe.wishes.isEmpty)
  }

  /// Nothing is replayed then: that is decided where the log is.
  @Test func `An id that was never ours is no mistake`() throws {
    var probe = try LegacyProbe()
    #expect(probe.say(say(#"{"lastMessageId":"msg_1735473600000","subscriptions":["AGENT_STATUS"]}"#)).isEmpty)
    #expect(try wish(probe).after == .malformed)
    let report = ResumeReport(
      resumed: true, gap: ResumeGap(.unknown), oldest: EventNumber(7), exact: false)
    let answer = try #require(probe.goOn(report, behind: 41).first)
    #expect(answer.contains(#""replayCount":0,"gap":true,"oldestAvailable":"msg_7","lastMessageId":"msg_41""#))
    #expect(answer.contains(#""reason":"unknown"}"#))
  }

  @Test func `Types that the token does not cover are refused whole`() throws {
    var probe = try LegacyProbe(Principal(subject: "u", permissions: [.viewAgents], expires: .distantFuture))
    let answer = probe.say(say(Self.printed))
    #expect(answer.first?.contains(#""code":"PERMISSION_DENIED""#) == true && probe.wishes.isEmpty)
    #expect(answer.first?.contains(#""field":"subscriptions""#) == true)
    #expect(probe.session.subscriptions.isEmpty)
  }
}
