import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

@Suite struct ConversationSetupTests {
  private static let auth = #"send AUTH auth_1 {"token":"hush"}"#
  private static let target = #"{"type":"AGENT","id":"analysis-agent"}"#
  private static func subscribe(_ number: Int, _ events: String = #""ASSESSMENT_UPDATE""#) -> String {
    #"send COMMAND subscribe_\#(number) \#(target) "SUBSCRIBE" {"events":[\#(events)]}"#
  }
  private static func reconnect(_ number: Int) -> String {
    #"send RECONNECT reconnect_\#(number) {"lastMessageId":"msg_7","subscriptions":["ASSESSMENT_UPDATE"]}"#
  }
  private static func placeless(_ number: Int) -> String {
    #"send RECONNECT reconnect_\#(number) {"subscriptions":["ASSESSMENT_UPDATE"]}"#
  }
  private static let msg7 = Beginning.after(BridgePosition(lastMessageID: "msg_7"))
  private static let known = Beginning.after(BridgePosition(lastMessageID: "msg_7", resumes: true))
  private static func error(_ id: String, _ code: String) -> String {
    #"{"type":"ERROR","id":"\#(id)","payload":{"code":"\#(code)"}}"#
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var token: Secret?
    var beginning = Beginning.blind
    let incoming: [String]
    let actions: [String]

    var testDescription: String { name }
  }

  private static let cases = [
    Case(
      name: "RECONNECT given up: SUBSCRIBE",
      incoming: [#"{"type":"RESPONSE","id":"subscribe_1","payload":{}}"#], actions: [subscribe(1), "ready"]),
    Case(
      name: "with a token: AUTH first", token: Secret("hush"),
      incoming: [
        #"{"type":"AUTH_SUCCESS","id":"auth_1","payload":{"sessionId":"s","permissions":["READ"]}}"#,
        #"{"type":"RESPONSE","id":"subscribe_2","payload":{}}"#,
      ],
      actions: [auth, subscribe(2), "ready"]),
    Case(
      name: "with a position: RECONNECT", token: Secret("hush"), beginning: msg7,
      incoming: [
        #"{"type":"AUTH_SUCCESS","id":"auth_1"}"#,
        #"{"type":"RECONNECT_SUCCESS","id":"reconnect_2","payload":{"replayCount":1,"gap":false}}"#,
        #"{"type":"EVENT","id":"msg_8","payload":{}}"#,
      ],
      actions: [auth, reconnect(2), "resumed", "ready", "take msg_8"]),
    Case(
      name: "refused AUTH", token: Secret("hush"),
      incoming: [#"{"type":"ERROR","id":"auth_1","payload":{"code":"AUTHENTICATION_FAILED","message":"hush"}}"#],
      actions: [auth, "fail the legacy server refused AUTH with AUTHENTICATION_FAILED: look at 'token'"]),
    Case(
      name: "a code that may be anything is not shown", token: Secret("hush"),
      incoming: [#"{"type":"ERROR","payload":{"code":"hush"}}"#],
      actions: [auth, "fail the legacy server refused AUTH with a code that is none: look at 'token'"]),
    Case(
      name: "a server that wants a token",
      incoming: [#"{"type":"ERROR","id":"subscribe_1","payload":{"code":"AUTHENTICATION_REQUIRED"}}"#],
      actions: [
        subscribe(1),
        "fail the legacy server refused SUBSCRIBE with AUTHENTICATION_REQUIRED: it wants a 'token'",
      ]),
    Case(
      name: "refused SUBSCRIBE",
      incoming: [#"{"type":"ERROR","id":"subscribe_1","payload":{"code":"VALIDATION_ERROR"}}"#],
      actions: [
        subscribe(1),
        """
        fail the legacy server refused SUBSCRIBE with VALIDATION_ERROR: look at 'events' and at what the token may see
        """,
      ]),
    Case(
      name: "an ERROR without id in the beginning is the answer", beginning: msg7,
      incoming: [#"{"type":"ERROR","payload":{"code":"UNKNOWN_ACTION"}}"#],
      actions: [reconnect(1), "no resumption after msg_7: UNKNOWN_ACTION", subscribe(2)]),
    Case(
      name: "RECONNECT unknown to an old server", beginning: msg7,
      incoming: [
        #"{"type":"ERROR","id":"reconnect_1","payload":{"code":"VALIDATION_ERROR"}}"#,
        #"{"type":"RESPONSE","id":"subscribe_2","payload":{}}"#,
        #"{"type":"EVENT","id":"msg_1","payload":{}}"#,
      ],
      actions: [
        reconnect(1), "no resumption after msg_7: VALIDATION_ERROR", subscribe(2), "ready", "take msg_1",
      ]),
    Case(
      name: "RECONNECT refused for now", beginning: msg7,
      incoming: [#"{"type":"ERROR","id":"reconnect_1","payload":{"code":"RATE_LIMIT_EXCEEDED"}}"#],
      actions: [reconnect(1), "fail the legacy server refused RECONNECT with RATE_LIMIT_EXCEEDED"]),
    Case(
      name: "RECONNECT that fails inside the server", beginning: msg7,
      incoming: [#"{"type":"ERROR","id":"reconnect_1","payload":{"code":"PROCESSING_ERROR"}}"#],
      actions: [reconnect(1), "fail the legacy server refused RECONNECT with PROCESSING_ERROR"]),
    Case(
      name: "RECONNECT without permission", beginning: msg7,
      incoming: [#"{"type":"ERROR","id":"reconnect_1","payload":{"code":"PERMISSION_DENIED"}}"#],
      actions: [reconnect(1), "fail the legacy server refused RECONNECT with PERMISSION_DENIED"]),
    Case(
      name: "a gap with what is left", beginning: msg7,
      incoming: [
        #"""
        {"type":"RECONNECT_SUCCESS","id":"reconnect_1",
         "payload":{"gap":true,"oldestAvailable":"msg_90","replayCount":2,"lastMessageId":"msg_91"}}
        """#
      ],
      actions: [reconnect(1), "gap after msg_7", "resumed", "ready"]),
    Case(
      name: "a gap with nothing left goes on at the server's newest event", beginning: msg7,
      incoming: [
        #"""
        {"type":"RECONNECT_SUCCESS","id":"reconnect_1",
         "payload":{"gap":true,"reason":"unknown","replayCount":0,"lastMessageId":"msg_2"}}
        """#
      ],
      actions: [reconnect(1), "gap after msg_7", "resumed at msg_2", "ready"]),
    Case(
      name: "a gap of a server that does not count", beginning: msg7,
      incoming: [#"{"type":"RECONNECT_SUCCESS","payload":{"gap":true,"lastMessageId":"msg_2"}}"#],
      actions: [reconnect(1), "gap after msg_7", "resumed", "ready"]),
    Case(
      name: "RECONNECT_SUCCESS without a word", beginning: msg7,
      incoming: [#"{"type":"RECONNECT_SUCCESS"}"#], actions: [reconnect(1), "resumed", "ready"]),
    Case(
      name: "subscriptions that the server did not restore", beginning: msg7,
      incoming: [
        #"{"type":"RECONNECT_SUCCESS","payload":{"subscriptions":["INSIGHT_UPDATE"]}}"#,
        #"{"type":"RESPONSE","id":"x","metadata":{"correlationId":"subscribe_2"}}"#,
      ],
      actions: [
        reconnect(1), "resumed", "unrestored ASSESSMENT_UPDATE", subscribe(2), "ready",
      ]),
    Case(
      name: "events before RECONNECT is answered do not move the position", beginning: msg7,
      incoming: [
        #"{"type":"EVENT","id":"msg_20","payload":{}}"#, #"{"type":"RECONNECT_SUCCESS","payload":{}}"#,
        #"{"type":"EVENT","id":"msg_8","payload":{}}"#,
      ],
      actions: [reconnect(1), "take msg_20 in place", "resumed", "ready", "take msg_8"]),
    Case(
      name: "an event instead of a RESPONSE: the subscription is taken",
      incoming: [#"{"type":"EVENT","id":"msg_1","payload":{}}"#], actions: [subscribe(1), "ready", "take msg_1"]),
    Case(
      name: "what was not asked for is passed over",
      incoming: [
        #"{"type":"WELCOME"}"#, #"{"type":"RECONNECT_SUCCESS"}"#, #"{"type":"AUTH_SUCCESS"}"#,
        #"{"type":"RESPONSE","id":"other"}"#, #"{"type":"RESPONSE","id":7}"#, #"{"type":"HEARTBEAT_ACK","id":"h"}"#,
      ], actions: [subscribe(1)]),
    Case(
      name: "without a position: RECONNECT, which may tell one", token: Secret("hush"), beginning: .new,
      incoming: [
        #"{"type":"AUTH_SUCCESS","id":"auth_1"}"#,
        #"{"type":"RECONNECT_SUCCESS","payload":{"replayCount":0,"gap":false,"lastMessageId":"msg_40"}}"#,
        #"{"type":"EVENT","id":"msg_41","payload":{}}"#,
      ],
      actions: [auth, placeless(2), "resumed at msg_40", "ready", "take msg_41"]),
    Case(
      name: "without a position, and none is told", beginning: .new,
      incoming: [#"{"type":"RECONNECT_SUCCESS"}"#], actions: [placeless(1), "resumed", "ready"]),
    Case(
      name: "without a position, a gap is none", beginning: .new,
      incoming: [#"{"type":"RECONNECT_SUCCESS","payload":{"gap":true,"replayCount":3,"lastMessageId":"msg_4"}}"#],
      actions: [placeless(1), "resumed at msg_4", "ready"]),
    Case(
      name: "without a position, not all subscriptions restored", beginning: .new,
      incoming: [
        #"{"type":"RECONNECT_SUCCESS","payload":{"lastMessageId":"msg_4","subscriptions":[]}}"#,
        #"{"type":"RESPONSE","id":"subscribe_2"}"#,
      ],
      actions: [placeless(1), "resumed at msg_4", subscribe(2), "ready"]),
    Case(
      name: "without a position, events instead of an answer", beginning: .new,
      incoming: [
        #"{"type":"EVENT","id":"msg_1","payload":{}}"#, error("reconnect_1", "UNKNOWN_ACTION"),
        #"{"type":"EVENT","id":"msg_2","payload":{}}"#,
      ],
      actions: [placeless(1), "take msg_1", subscribe(2), "ready", "take msg_2"]),
    Case(
      name: "without a position, RECONNECT without permission", beginning: .new,
      incoming: [error("reconnect_1", "PERMISSION_DENIED")],
      actions: [placeless(1), "fail the legacy server refused RECONNECT with PERMISSION_DENIED"]),
    Case(
      name: "a server that is known to resume", beginning: known,
      incoming: [#"{"type":"RECONNECT_SUCCESS","payload":{"gap":false,"replayCount":0,"lastMessageId":"msg_9"}}"#],
      actions: [reconnect(1), "ready"]),
    Case(
      name: "a gap of a server that is known to resume", beginning: known,
      incoming: [#"{"type":"RECONNECT_SUCCESS","payload":{"gap":true,"replayCount":0,"lastMessageId":"msg_9"}}"#],
      actions: [reconnect(1), "gap after msg_7", "resumed at msg_9", "ready"]),
  ]

  @Test(arguments: cases)
  func `The beginning of a conversation`(sample: Case) throws {
    let now = VirtualTime.start
    var terms = ConversationTerms.sample
    terms.token = sample.token
    var conversation = Conversation(terms, sample.beginning, at: now)
    var actions = conversation.begin(at: now)
    for text in sample.incoming { actions += conversation.receive(try .sample(text), at: now) }
    #expect(actions.map(\.text) == sample.actions)
  }

  @Test(
    arguments: [
      (Secret("hush") as Secret?, Beginning.new, "AUTH"), (nil, msg7, "RECONNECT"), (nil, known, "RECONNECT"),
      (nil, .blind, "SUBSCRIBE"),
    ])
  func `A step that nobody answers is not waited for for ever`(token: Secret?, beginning: Beginning, step: String) {
    let now = VirtualTime.start
    var terms = ConversationTerms.sample
    terms.token = token
    var conversation = Conversation(terms, beginning, at: now)
    _ = conversation.begin(at: now)
    #expect(conversation.deadline == now + .seconds(10))
    #expect(conversation.tick(at: now + .seconds(9)).isEmpty)
    let actions = conversation.tick(at: now + .seconds(10))
    #expect(actions.map(\.text) == ["fail the legacy server has not answered \(step) within 10.0 seconds"])
    #expect(conversation.deadline == nil)
    #expect(conversation.tick(at: now + .seconds(60)).isEmpty)
  }
}
