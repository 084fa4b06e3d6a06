import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

@Suite struct ConversationLiveTests {
  private let start = VirtualTime.start

  private func live(_ terms: ConversationTerms = .sample) throws -> Conversation {
    var conversation = Conversation(terms, .blind, at: start)
    _ = conversation.begin(at: start)
    _ = conversation.receive(try .sample(#"{"type":"RESPONSE","id":"subscribe_1"}"#), at: start)
    return conversation
  }

  private func request(_ action: String = "GET_ASSESSMENT", isQuery: Bool = true) -> LegacyRequest {
    LegacyRequest(
      target: "assessment-agent", action: action, payload: .sample(#"{ "id": 1.50 }"#), isQuery: isQuery)
  }

  // MARK: Heartbeats

  @Test func `A heartbeat and a ping every 30 s, as long as something comes`() throws {
    var conversation = try live()
    for beat in 1...4 {
      let due = start + .seconds(30 * beat)
      #expect(conversation.deadline == due)
      #expect(conversation.tick(at: due - .milliseconds(1)).isEmpty)
      #expect(conversation.tick(at: due).map(\.text) == ["send HEARTBEAT heartbeat_\(beat + 1)", "ping"])
      #expect(conversation.deadline == due + .seconds(10))
      conversation.hear()
    }
  }

  @Test(arguments: [#"{"type":"HEARTBEAT_ACK","id":"heartbeat_2"}"#, #"{"type":"EVENT","payload":{}}"#])
  func `Whatever comes shows that the link is alive`(text: String) throws {
    var conversation = try live()
    _ = conversation.tick(at: start + .seconds(30))
    _ = conversation.receive(try .sample(text), at: start + .seconds(31))
    #expect(conversation.tick(at: start + .seconds(40)).isEmpty)
    #expect(conversation.deadline == start + .seconds(60))
  }

  @Test func `Silence after a heartbeat is the end, and those who wait are told`() throws {
    var conversation = try live()
    _ = conversation.ask(request(), RequestTicket(number: 5), at: start)
    _ = conversation.tick(at: start + .seconds(30))
    #expect(conversation.tick(at: start + .seconds(39)).isEmpty)
    #expect(
      conversation.tick(at: start + .seconds(40)).map(\.text) == [
        "abandon 5",
        "fail nothing came from the legacy server for 10.0 seconds after a heartbeat: the link is dead",
      ])
    #expect(conversation.receive(try .sample(#"{"type":"EVENT","id":"msg_1"}"#), at: start).isEmpty)
  }

  @Test func `A timeout longer than the heartbeat counts from the first that was not answered`() throws {
    var terms = ConversationTerms.sample
    terms.timeout = .seconds(45)
    var conversation = try live(terms)
    #expect(conversation.tick(at: start + .seconds(30)).count == 2)
    #expect(conversation.tick(at: start + .seconds(60)).count == 2)
    #expect(conversation.deadline == start + .seconds(75))
    #expect(conversation.tick(at: start + .seconds(75)).count == 1)
  }

  @Test func `While we do not read, silence is not the other's`() throws {
    var conversation = try live()
    _ = conversation.tick(at: start + .seconds(30))
    conversation.liveness.hold(true)
    #expect(conversation.tick(at: start + .seconds(40)).isEmpty)
    #expect(conversation.tick(at: start + .seconds(60)).map(\.text) == ["send HEARTBEAT heartbeat_3", "ping"])
    #expect(conversation.tick(at: start + .seconds(75)).isEmpty)
    conversation.liveness.hold(false)
    #expect(conversation.tick(at: start + .seconds(90)).count == 2)
    #expect(conversation.tick(at: start + .seconds(100)).count == 1)
  }

  // MARK: Requests

  @Test func `A request goes out as it came in, with an id of ours`() throws {
    var conversation = try live()
    let query = conversation.ask(request(), RequestTicket(number: 1), at: start)
    #expect(
      query?.text
        == #"send QUERY request_2 {"type":"AGENT","id":"assessment-agent"} "GET_ASSESSMENT" { "id": 1.50 }"#)
    let command = conversation.ask(request("SUBMIT_ASSESSMENT", isQuery: false), RequestTicket(number: 2), at: start)
    #expect(command?.text.hasPrefix("send COMMAND request_3 ") == true)
  }

  @Test(
    arguments: [
      (#"{"type":"RESPONSE","id":"request_2","payload":{"a": 1.50}}"#, ["answer 9 {\"a\": 1.50}"]),
      (#"{"type":"RESPONSE","id":"request_2"}"#, ["answer 9 null"]),
      (
        #"{"type":"RESPONSE","id":"r_1","payload":[],"metadata":{"correlationId":"request_2"}}"#,
        ["answer 9 []"]
      ),
      (#"{"type":"ERROR","id":"request_2","payload":{"code":"VALIDATION_ERROR"}}"#, ["refuse 9 VALIDATION_ERROR"]),
      (#"{"type":"ERROR","id":"request_2"}"#, ["refuse 9 PROCESSING_ERROR"]),
      (#"{"type":"RESPONSE","id":"request_3","payload":{}}"#, []),
      (#"{"type":"HEARTBEAT_ACK","id":"request_2"}"#, []),
      (#"{"type":"ERROR","payload":{"code":"RATE_LIMIT_EXCEEDED"}}"#, ["complaint RATE_LIMIT_EXCEEDED"]),
      (#"{"type":"ERROR","id":"error_1","payload":{"code":"odd"}}"#, ["complaint a code that is none"]),
      (
        #"{"type":"ERROR","payload":{"code":"AUTHENTICATION_EXPIRED"}}"#,
        ["abandon 9", "fail the legacy server takes us for nobody any more: AUTHENTICATION_EXPIRED"]
      ),
    ])
  func `An answer goes to the one who asked`(text: String, actions: [String]) throws {
    var conversation = try live()
    _ = conversation.ask(request(), RequestTicket(number: 9), at: start)
    #expect(conversation.receive(try .sample(text), at: start).map(\.text) == actions)
    let again = conversation.receive(try .sample(#"{"type":"RESPONSE","id":"request_2","payload":1}"#), at: start)
    let isAnswered = actions.contains { !$0.hasPrefix("complaint") }
    #expect(again.map(\.text) == (isAnswered ? [] : ["answer 9 1"]))
  }

  @Test func `An error keeps its message and details`() throws {
    var conversation = try live()
    _ = conversation.ask(request(), RequestTicket(number: 9), at: start)
    let text = #"{"type":"ERROR","id":"request_2","payload":{"code":"X","message":"m","details":{ "a": 1.0 }}}"#
    guard case .answer(_, .failure(let error)) = conversation.receive(try .sample(text), at: start).first else {
      Issue.record("no answer")
      return
    }
    #expect((error.code, error.message, error.details?.description) == ("X", "m", "{ \"a\": 1.0 }"))
  }

  @Test func `That the server does not know us is not told to the client who asks`() throws {
    var conversation = try live()
    _ = conversation.ask(request(), RequestTicket(number: 9), at: start)
    let text = #"{"type":"ERROR","id":"request_2","payload":{"code":"AUTHENTICATION_FAILED"}}"#
    #expect(
      conversation.receive(try .sample(text), at: start).map(\.text) == [
        "abandon 9", "fail the legacy server takes us for nobody any more: AUTHENTICATION_FAILED",
      ])
  }

  @Test func `A SUBSCRIBE that is refused behind the first events is the end`() throws {
    var conversation = Conversation(.sample, .blind, at: start)
    _ = conversation.begin(at: start)
    let first = conversation.receive(try .sample(#"{"type":"EVENT","id":"msg_1","payload":{}}"#), at: start)
    #expect(first.map(\.text).first == "ready")
    let refusal = #"{"type":"ERROR","id":"subscribe_1","payload":{"code":"RATE_LIMIT_EXCEEDED"}}"#
    #expect(
      conversation.receive(try .sample(refusal), at: start).map(\.text).first?
        .hasPrefix("fail the legacy server refused SUBSCRIBE with RATE_LIMIT_EXCEEDED") == true)
  }

  @Test func `Requests have a budget, which is full again after a minute`() {
    var budget = RequestBudget(limit: 2)
    #expect(budget.take(at: start) == nil)
    #expect(budget.take(at: start + .seconds(10)) == nil)
    #expect(budget.take(at: start + .seconds(20)) == .seconds(40))
    #expect(budget.take(at: start + .seconds(60)) == nil)
    #expect(budget.take(at: start + .seconds(61)) == nil)
    #expect(budget.take(at: start + .seconds(61)) == .seconds(59))
    // A clock that was set back takes nothing away.
    #expect(budget.take(at: start) == nil)
  }

  @Test(arguments: [
    ("msg_7", "msg_7"), ("a\nb\u{1B}[0m", "a?b?[0m"), ("é\u{202E}", "??"), ("x secret y secret", "x … y …"),
    (String(repeating: "a", count: 81), String(repeating: "a", count: 80) + "…"), ("", ""),
  ])
  func `What others say is shown on one line, not without end, and without the token`(_ text: String, _ shown: String) {
    #expect(ForeignText(hiding: Secret("secret")).shown(text) == shown)
    #expect(!ForeignText(hiding: nil).shown(text).contains("\n"))
  }

  @Test func `Nothing is asked before the beginning, after the end and above the bound`() throws {
    var terms = ConversationTerms.sample
    terms.requests = 2
    var new = Conversation(terms, .blind, at: start)
    _ = new.begin(at: start)
    #expect(new.ask(request(), RequestTicket(number: 1), at: start).map(\.text) == nil)
    var conversation = try live(terms)
    #expect(conversation.ask(request(), RequestTicket(number: 1), at: start).map(\.text) != nil)
    #expect(conversation.ask(request(), RequestTicket(number: 2), at: start).map(\.text) != nil)
    #expect(conversation.ask(request(), RequestTicket(number: 3), at: start).map(\.text) == nil)
    conversation.forget(RequestTicket(number: 1))
    #expect(conversation.ask(request(), RequestTicket(number: 4), at: start).map(\.text) != nil)
    #expect(
      conversation.end(.closed(code: 1001)).map(\.text) == [
        "abandon 2", "abandon 4", "fail the legacy server closed the connection with 1001",
      ])
    #expect(conversation.end(.closed(code: nil)).isEmpty)
    #expect(conversation.ask(request(), RequestTicket(number: 5), at: start).map(\.text) == nil)
  }

  @Test(
    arguments: [
      ("7", MessageMistake.noObject), ("[]", .noObject), ("{}", .noType), (#"{"type":7}"#, .noType),
    ])
  func `What is no message is told apart`(text: String, mistake: MessageMistake) {
    #expect(throws: mistake) { try ServerMessage(.sample(text)) }
  }
}
