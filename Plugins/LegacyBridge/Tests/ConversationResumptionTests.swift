import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

/// What becomes of a RECONNECT that is refused, or not answered.
@Suite struct ConversationResumptionTests {
  private static let subscribe =
    #"send COMMAND subscribe_2 {"type":"AGENT","id":"analysis-agent"} "SUBSCRIBE" {"events":["ASSESSMENT_UPDATE"]}"#
  private static let msg7 = Beginning.after(BridgePosition(lastMessageID: "msg_7"))
  private static let known = Beginning.after(BridgePosition(lastMessageID: "msg_7", resumes: true))
  private static func error(_ id: String, _ code: String) -> String {
    #"{"type":"ERROR","id":"\#(id)","payload":{"code":"\#(code)"}}"#
  }

  @Test(
    arguments: ["UNKNOWN_ACTION", "VALIDATION_ERROR", "PROCESSING_ERROR", "RATE_LIMIT_EXCEEDED", "OUT_OF_ORDER", "odd"])
  func `A refused RECONNECT without a position is no loss`(code: String) throws {
    let now = VirtualTime.start
    var conversation = Conversation(.sample, .new, at: now)
    _ = conversation.begin(at: now)
    let actions = conversation.receive(try .sample(Self.error("reconnect_1", code)), at: now)
    #expect(actions.map(\.text) == [Self.subscribe])
    #expect(conversation.deadline == now + .seconds(10))
  }

  @Test(
    arguments: [
      ("UNKNOWN_ACTION", true, true), ("VALIDATION_ERROR", true, true), ("OUT_OF_ORDER", false, true),
      ("PROCESSING_ERROR", false, false), ("RATE_LIMIT_EXCEEDED", false, false), ("PERMISSION_DENIED", false, false),
      ("AUTHENTICATION_REQUIRED", false, false),
    ])
  func `A server that has resumed is done without only if it has become another`(
    code: String, known: Bool, unknown: Bool
  ) throws {
    for (beginning, isGivenUp) in [(Self.known, known), (Self.msg7, unknown)] {
      let now = VirtualTime.start
      var conversation = Conversation(.sample, beginning, at: now)
      _ = conversation.begin(at: now)
      let texts = conversation.receive(try .sample(Self.error("reconnect_1", code)), at: now).map(\.text)
      if isGivenUp {
        #expect(texts == ["no resumption after msg_7: \(code)", Self.subscribe])
      } else {
        #expect(texts.count == 1 && texts[0].hasPrefix("fail the legacy server refused RECONNECT with \(code)"))
      }
    }
  }

  private func silent(_ token: Secret? = nil) throws -> Conversation {
    let now = VirtualTime.start
    var terms = ConversationTerms.sample
    terms.token = token
    var conversation = Conversation(terms, .new, at: now)
    _ = conversation.begin(at: now)
    return conversation
  }

  @Test func `A RECONNECT that nothing hangs on is waited for a fifth of the time only`() throws {
    let now = VirtualTime.start
    var conversation = try silent()
    #expect(conversation.deadline == now + .seconds(2))
    #expect(conversation.tick(at: now + .milliseconds(1999)).isEmpty)
    #expect(conversation.tick(at: now + .seconds(2)).map(\.text) == [Self.subscribe])
    #expect(conversation.deadline == now + .seconds(10))
    #expect(conversation.tick(at: now + .seconds(4)).isEmpty)
    let end = conversation.tick(at: now + .seconds(10)).map(\.text)
    #expect(end == ["fail the legacy server has not answered SUBSCRIBE within 10.0 seconds"])
    #expect(conversation.hasEndedUnanswered)
  }

  @Test func `It counts from AUTH_SUCCESS, and the whole has its limit`() throws {
    let now = VirtualTime.start
    var conversation = try silent(Secret("hush"))
    #expect(conversation.deadline == now + .seconds(10))
    // Looked at so often that a new deadline is not overslept.
    #expect(conversation.nextTick(at: now) == now + .seconds(2))
    _ = conversation.receive(try .sample(#"{"type":"AUTH_SUCCESS"}"#), at: now + .seconds(1))
    #expect(conversation.deadline == now + .seconds(3))
    conversation = try silent(Secret("hush"))
    _ = conversation.receive(try .sample(#"{"type":"AUTH_SUCCESS"}"#), at: now + .seconds(9))
    #expect(conversation.deadline == now + .seconds(10))
    let end = conversation.tick(at: now + .seconds(10)).map(\.text)
    #expect(end == ["fail the legacy server has not answered RECONNECT within 10.0 seconds"])
  }

  @Test(
    arguments: [
      (error("reconnect_1", "UNKNOWN_ACTION"), []), (#"{"type":"ERROR","payload":{"code":"UNKNOWN_ACTION"}}"#, []),
      (#"{"type":"ERROR","id":"x","metadata":{"correlationId":"reconnect_1"},"payload":{"code":"X"}}"#, []),
      (#"{"type":"RECONNECT_SUCCESS","payload":{"gap":false,"lastMessageId":"msg_3"}}"#, []),
      (error("subscribe_2", "RATE_LIMIT_EXCEEDED"), ["fail"]),
      (#"{"type":"ERROR","payload":{"code":"AUTHENTICATION_REQUIRED"}}"#, ["fail"]),
    ])
  func `A late answer to RECONNECT is not SUBSCRIBE's`(text: String, kinds: [String]) throws {
    let now = VirtualTime.start
    var conversation = try silent()
    _ = conversation.tick(at: now + .seconds(2))
    let actions = conversation.receive(try .sample(text), at: now + .seconds(3)).map(\.text)
    #expect(actions.map { String($0.prefix(4)) } == kinds)
    guard kinds.isEmpty else { return }
    // The next one is not late any more, except for whoever succeeds twice.
    let response = #"{"type":"RESPONSE","id":"subscribe_2"}"#
    #expect(conversation.receive(try .sample(response), at: now + .seconds(3)).map(\.text) == ["ready"])
    #expect(conversation.end(.left).count == 1)
    #expect(!conversation.hasEndedUnanswered)
  }

  @Test(arguments: [("reconnect_1", [], "complaint X"), ("other", ["complaint X"], "complaint X")])
  func `Nor is it a complaint when the subscription is there`(id: String, first: [String], second: String) throws {
    let now = VirtualTime.start
    var conversation = try silent()
    _ = conversation.tick(at: now + .seconds(2))
    _ = conversation.receive(try .sample(#"{"type":"RESPONSE","id":"subscribe_2"}"#), at: now + .seconds(3))
    let texts = try (1...2).map { _ in
      conversation.receive(try .sample(Self.error(id, "X")), at: now + .seconds(3)).map(\.text)
    }
    #expect(texts == [first, [second]])
  }

  @Test(arguments: [(Beginning.new, true), (msg7, true), (known, true), (.blind, false)])
  func `A connection that ends instead of an answer to RECONNECT is told apart`(beginning: Beginning, isIt: Bool) {
    var conversation = Conversation(.sample, beginning, at: VirtualTime.start)
    _ = conversation.begin(at: VirtualTime.start)
    _ = conversation.end(.closed(code: 1011))
    #expect(conversation.hasEndedUnanswered == isIt)
  }
}
