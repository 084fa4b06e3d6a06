import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// How a session ends, other than by the client's will.
struct SessionEndingTests {
  private static func error(_ more: String = "") -> String {
    frame(
      "connection_error", #"{"error_code":"INVALID_MESSAGE_FORMAT","error_message":"unknown message type 'x'"\#(more)}"#
    )
  }

  @Test func `The tenth invalid message in a window closes with 1013`() throws {
    var probe = try SessionProbe()
    for _ in 1...9 { #expect(probe.say(#"{"type":"x"}"#) == [Self.error()]) }
    #expect(probe.closed == nil)
    #expect(probe.say(#"{"type":"x"}"#) == [Self.error(#","close_code":1013,"retry_after":60"#)])
    #expect(probe.closed?.code == .tryAgainLater)
  }

  @Test func `The tenth one is a connection_error in any family`() throws {
    var probe = try SessionProbe()
    for _ in 1...9 { _ = probe.subscribe("[]") }
    let answers = probe.subscribe("[]")
    #expect(answers.count == 2 && answers[0] == refused("INVALID_MESSAGE_FORMAT", "'data' is not an object"))
    #expect(answers[1].contains("connection_error") && answers[1].contains(#""close_code":1013"#))
  }

  @Test func `Invalid messages of different windows are not added`() throws {
    var probe = try SessionProbe()
    for _ in 1...9 { _ = probe.say("{") }
    probe.time.advance(by: .seconds(60))
    #expect(probe.say("{").count == 1 && probe.closed == nil)
  }

  @Test func `A token's end is announced a minute before, once`() throws {
    let time = VirtualTime()
    let principal = Principal(subject: "u", permissions: [], expires: time.now() + .seconds(100))
    var session = Session(
      id: SessionID(1), principal: principal, rules: SessionRules(.standard, SessionLimits(.production)), at: time.now()
    )
    session.lastEvent = EventNumber(7)
    func texts(at seconds: Int) -> [String] {
      time.advance(to: VirtualTime.start + .seconds(seconds))
      return session.passTime(at: time.now()).map { action in
        switch action {
        case .send(let answer): String(decoding: V1Dialect().render(answer, at: VirtualTime.start), as: UTF8.self)
        case .close(let code, let reason): "close \(code.rawValue) \(reason)"
        default: "\(action)"
        }
      }
    }
    #expect(texts(at: 39) == [])
    #expect(
      texts(at: 41) == [
        frame(
          "disconnect_warning",
          #"{"reason":"token_expires","disconnect_in":59,"close_code":1008,"reconnect":true,"retry_after":0,"last_event_id":"msg_7"}"#
        )
      ])
    #expect(texts(at: 99) == [])
    #expect(
      texts(at: 100) == [
        frame(
          "connection_error",
          #"{"error_code":"AUTHENTICATION_FAILED","error_message":"the token has expired: connect again with a new one","close_code":1008,"retry_after":0}"#
        ),
        "close 1008 token expired",
      ])
  }

  @Test func `A drain says where to go on and closes with 1001`() throws {
    var probe = try SessionProbe()
    #expect(
      probe.perform(probe.session.warnOfDrain(retryAfter: .seconds(3))) == [
        frame(
          "disconnect_warning",
          #"{"reason":"server_shutdown","disconnect_in":0,"close_code":1001,"reconnect":true,"retry_after":3}"#)
      ])
    #expect(probe.closed == nil)
    #expect(probe.perform(probe.session.closeForDrain()).isEmpty)
    #expect(probe.closed?.code == .goingAway)
  }
}
