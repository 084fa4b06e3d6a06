import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// The rules of a session as legacy clients meet them (contract §3 and §7).
struct LegacySessionTests {
  private static let status = #"{"id":1,"type":"SUBSCRIBE","payload":{"events":["AGENT_STATUS"]}}"#

  private func subscribe(_ names: [String], id: Int = 1, _ action: String = "SUBSCRIBE") -> String {
    let list = "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    return #"{"id":\#(id),"type":"COMMAND","target":"x","action":"\#(action)","payload":{"events":\#(list)}}"#
  }

  private func list(_ names: some Sequence<String>, _ status: String = "active") -> String {
    #"{"events":[\#(names.map { "\"\($0)\"" }.joined(separator: ","))],"status":"\#(status)"}"#
  }

  // MARK: Subscriptions

  @Test func `A subscription is confirmed before its first event, under the client's id and target`() throws {
    var probe = try LegacyProbe()
    #expect(!probe.hears("client_metrics_update"))
    #expect(probe.say(subscribe(["METRICS_UPDATE"])) == [legacyResponse("1", from: "x", list(["METRICS_UPDATE"]))])
    #expect(probe.hears("client_metrics_update") && !probe.hears("metrics_update"))
    #expect(probe.say(subscribe(["SYSTEM_METRICS_UPDATE"], id: 2)).count == 1)
    #expect(probe.hears("metrics_update"))
  }

  @Test func `Every enabled type is reachable in upper snake case`() throws {
    var probe = try LegacyProbe { $0.eventTypes = .max }
    let names = Catalogue.standard.supportedLegacyNames
    #expect(names.count == Catalogue.builtInTypes.count && names.contains("INFERENCE_STARTED"))
    #expect(probe.say(subscribe(names)) == [legacyResponse("1", from: "x", list(names))])
    #expect(Catalogue.builtInTypes.allSatisfy { probe.hears($0.name) })
  }

  @Test func `Ten subscriptions are ten; the eleventh is refused whole`() throws {
    var probe = try LegacyProbe()
    let names = Catalogue.standard.supportedLegacyNames
    #expect(probe.say(subscribe(Array(names.prefix(8)))).count == 1)
    let text = "at most 10 event types per connection; this would make 11"
    let details = #"{"retryAfter":60000,"limit":10,"remaining":2}"#
    #expect(
      probe.say(subscribe(Array(names[8..<11]), id: 2)) == [legacyError("2", "RATE_LIMIT_EXCEEDED", text, details)])
    #expect(probe.session.subscriptions.count == 8)
    #expect(probe.say(subscribe(Array(names[8..<10]), id: 3)).first?.contains("RESPONSE") == true)
    // What is there already counts once.
    #expect(probe.say(subscribe(Array(names.prefix(10)), id: 4)).first?.contains("RESPONSE") == true)
    #expect(probe.say(subscribe([names[10]], id: 5)).first?.contains(#""remaining":0"#) == true)
    #expect(probe.say(subscribe([names[0]], id: 6, "UNSUBSCRIBE")).first?.contains("removed") == true)
    #expect(probe.say(subscribe([names[10]], id: 7)).first?.contains("RESPONSE") == true)
  }

  @Test(arguments: ["METRICS", "agent_status", "metrics_update", "AGENT.*", "*", "CONNECTION_ESTABLISHED", ""])
  func `An unknown name is refused with those that there are, and nothing of the message is done`(
    _ name: String
  ) throws {
    var probe = try LegacyProbe(disabling: ["entity_created"])
    let names = Catalogue.standard.supportedLegacyNames.filter { $0 != "ENTITY_CREATED" }
    let supported = names.map { "\"\($0)\"" }.joined(separator: ",")
    let refusal = legacyRefusal(
      "1", "events", "Event type '\(name)' is not supported", #","supported":[\#(supported)]"#)
    #expect(probe.say(subscribe(["AGENT_STATUS", name])) == [refusal])
    #expect(probe.session.subscriptions.isEmpty)
  }

  @Test func `A type that is switched off, and one that nobody lets the client see`() throws {
    var probe = try LegacyProbe(.role("observer"), disabling: ["entity_created"])
    #expect(
      probe.say(subscribe(["ENTITY_CREATED"])) == [
        legacyRefusal("1", "events", "event type 'ENTITY_CREATED' is switched off in this deployment")
      ])
    var nobody = try LegacyProbe(
      Principal(subject: "u", permissions: [.viewMetrics], expires: .distantFuture))
    let text = "your permissions do not cover event type 'AGENT_STATUS'"
    let denied = legacyError(
      "1", "PERMISSION_DENIED", "Permission denied", #"{"field":"events","error":"\#(text)"}"#)
    #expect(nobody.say(subscribe(["METRICS_UPDATE", "AGENT_STATUS"])) == [denied])
    #expect(nobody.session.subscriptions.isEmpty)
  }

  @Test func `Unsubscribing ends what there was, and says what that is`() throws {
    var probe = try LegacyProbe()
    _ = probe.say(subscribe(["AGENT_STATUS", "METRICS_UPDATE"]))
    #expect(
      probe.say(subscribe(["METRICS_UPDATE", "SYSTEM_ALERT"], id: 2, "UNSUBSCRIBE")) == [
        legacyResponse("2", from: "x", list(["METRICS_UPDATE"], "removed"))
      ])
    #expect(!probe.hears("client_metrics_update") && probe.hears("agent_status"))
    let unknown = probe.say(subscribe(["AGENT_STATUS", "NONSENSE"], id: 3, "UNSUBSCRIBE"))
    #expect(unknown.count == 1 && unknown.first?.contains(#""code":"VALIDATION_ERROR""#) == true)
    #expect(probe.hears("agent_status"), "all of it or nothing")
  }

  // MARK: Requests

  @Test func `A request goes to its target, and its answer has its id`() throws {
    var probe = try LegacyProbe()
    let text = """
      {"id":"q1","type":"QUERY","target":{"type":"AGENT","id":"analysis_agent"},"action":"GET_DASHBOARD_METRICS",\
      "payload":{"timeframe":"current"}}
      """
    #expect(probe.say(text).isEmpty)
    guard case .request(let request) = try #require(probe.wishes.last).action else {
      Issue.record("no request: \(probe.wishes)")
      return
    }
    #expect(request.target == "analysis-agent" && request.action == "GET_DASHBOARD_METRICS" && request.isQuery)
    #expect(request.subject == "user_456" && request.access == [.read, .write])
    #expect("\(request.payload)" == #"{"timeframe":"current"}"#)
    #expect(
      probe.finish(.success(.sample(#"{"clients":[]}"#))) == [
        legacyResponse(#""q1""#, from: "analysis_agent", #"{"clients":[]}"#)
      ])
    #expect(
      probe.finish(.failure(.unavailable("analysis-agent"))) == [
        legacyError(
          #""q1""#, "PROCESSING_ERROR", "Failed to process request",
          #"{"reason":"Analysis agent unavailable","retryAfter":5000}"#)
      ])
  }

  @Test(arguments: [("observer", [.read]), ("admin", [.read, .write])] as [(String, Set<RequestAccess>)])
  func `What a client may is asked with its request, whatever the message is called`(
    _ role: String, _ access: Set<RequestAccess>
  ) throws {
    for type in ["QUERY", "COMMAND"] {
      var probe = try LegacyProbe(.role(role))
      _ = probe.say(#"{"id":1,"type":"\#(type)","target":"assessment-agent","action":"CREATE_ASSESSMENT"}"#)
      guard case .request(let request) = try #require(probe.wishes.last).action else {
        Issue.record("no request")
        return
      }
      #expect(request.access == access && request.isQuery == (type == "QUERY"))
    }
  }

  @Test func `Too many requests at once are refused`() throws {
    var probe = try LegacyProbe { $0.requests = 2 }
    let text = #"{"id":1,"type":"QUERY","target":"a","action":"GET_X"}"#
    #expect(probe.say(text).isEmpty && probe.say(text).isEmpty)
    let answer = probe.say(text)
    #expect(answer.first?.contains(#""code":"RATE_LIMIT_EXCEEDED""#) == true)
    #expect(answer.first?.contains(#""details":{"retryAfter":1000}"#) == true)
    _ = probe.finish(.success(.null))
    #expect(probe.say(text).isEmpty)
  }

  // MARK: Limits

  private static let beat = #"{"type":"HEARTBEAT","id":"h"}"#

  @Test func `The 101st message is not executed, and answered with its id; nothing is said before`() throws {
    var probe = try LegacyProbe()
    for _ in 0..<99 { #expect(probe.say(Self.beat).count == 1) }
    #expect(probe.say(Self.status).first?.contains("RESPONSE") == true)
    probe.time.advance(by: .seconds(20))
    let error = legacyError(
      "7", "RATE_LIMIT_EXCEEDED", "Too many requests", #"{"retryAfter":40000,"limit":100,"remaining":0}"#,
      at: "2024-01-15T10:30:20Z")
    for text in [
      #"{"id":7,"type":"SUBSCRIBE","payload":{"events":["SYSTEM_ALERT"]}}"#,
      #"{"id":7,"type":"QUERY","target":"a","action":"GET_X"}"#, #"{"id":7,"type":"AUTH","payload":{"token":"t"}}"#,
      #"{"id":7,"type":"RECONNECT","payload":{}}"#, #"{"id":7,"type":"NONSENSE"}"#,
    ] {
      #expect(probe.say(text) == [error], "\(text)")
    }
    #expect(probe.wishes.isEmpty && probe.session.subscriptions.count == 1 && probe.closed == nil)
    // What takes load away is done.
    #expect(probe.say(Self.beat) == [legacyFrame("HEARTBEAT_ACK", #""h""#, "", at: "2024-01-15T10:30:20Z")])
    #expect(probe.say(subscribe(["AGENT_STATUS"], "UNSUBSCRIBE")).first?.contains("removed") == true)
    probe.time.advance(by: .seconds(40))
    #expect(probe.say(Self.status).first?.contains("RESPONSE") == true, "a new window")
  }

  @Test func `At twice the limit the connection is closed with 1013`() throws {
    var probe = try LegacyProbe()
    for _ in 0..<199 { #expect(probe.say(Self.beat).count == 1) }
    #expect(probe.closed == nil)
    let last = probe.say(Self.beat)
    #expect(
      last == [
        legacyError(
          #""h""#, "RATE_LIMIT_EXCEEDED", "Too many requests", #"{"retryAfter":60000,"limit":100,"remaining":0}"#)
      ])
    #expect(probe.closed?.code == .tryAgainLater)
  }

  @Test func `What cannot be read is numbered, and counts like everything else`() throws {
    var probe = try LegacyProbe()
    for number in 1...100 {
      let text = "the message is not valid JSON: there is no value at byte 0"
      #expect(probe.say("") == [legacyRefusal(#""error_\#(number)""#, "message", text)])
    }
    #expect(probe.say("").first?.contains(#""id":"error_101""#) == true)
    #expect(probe.say(#"{"id":"x"}"#).first?.contains(#""id":"x""#) == true)
    #expect(probe.say(#"{"id":"x"}"#).first?.contains("RATE_LIMIT_EXCEEDED") == true && probe.closed == nil)
  }

  // MARK: Anything

  @Test("Every message is answered once, with its id if it has one", arguments: UInt64(320)..<330)
  func answers(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var probe = try LegacyProbe(.role("observer")) { ($0.messages, $0.requests) = (.max, .max) }
    for _ in 0..<400 {
      let text = RandomLegacyMessage.text(&random)
      let tag = probe.dialect.parse(Array(text.utf8)).tag
      let before = probe.wishes.count
      let frames = probe.say(text)
      let wishes = probe.wishes.dropFirst(before)
      #expect(frames.count + wishes.count == 1, "\(text): \(frames) \(wishes)")
      if let wish = wishes.first { #expect(wish.tag.map { "\($0.id)" } == tag.map { "\($0.id)" }, "\(text)") }
      guard let frame = frames.first else { continue }
      let id = JSONDocument.sample(frame).root["id"].map { String(decoding: $0.text, as: UTF8.self) } ?? ""
      #expect(tag.map { "\($0.id)" == id } ?? id.hasPrefix(#""error_"#), "\(text): \(frame)")
    }
    #expect(probe.closed == nil)
  }

  // MARK: Ends

  @Test func `A connection that will end is announced, numbered, with the last event`() throws {
    var probe = try LegacyProbe()
    probe.session.lastEvent = EventNumber(41)
    let details = #"{"reason":"server_shutdown","retryAfter":3000,"lastMessageId":"msg_41"}"#
    #expect(
      probe.perform(probe.session.warnOfDrain(retryAfter: .seconds(3))) == [
        legacyError(#""error_1""#, "PROCESSING_ERROR", "The connection will be closed", details)
      ])
    // What has no words here is not counted.
    #expect(probe.perform(probe.session.caughtUp()).isEmpty)
    #expect(probe.perform(probe.session.warnOfDrain(retryAfter: .zero)).first?.contains("error_2") == true)
  }

  @Test func `A session begins without a word`() throws {
    var probe = try LegacyProbe()
    #expect(probe.perform(probe.session.start(serverVersion: "1")).isEmpty)
  }
}
