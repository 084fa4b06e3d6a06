import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Commands to agents, as far as the session decides (v1 API, "Send Commands").
struct CommandTests {
  private static func error(_ code: String, _ text: String, _ echo: String, _ id: String) -> String {
    frame(
      "command_error", #"{\#(echo)"error_code":"\#(code)","error_message":"\#(text)","request_id":"\#(id)"}"#)
  }

  private static func command(_ data: String, _ more: String = "") -> String {
    #"{"type":"command","data":\#(data)\#(more)}"#
  }

  private static func wish(_ probe: SessionProbe) throws -> (AgentCommand, isConfirmed: Bool) {
    guard case .command(let command, let isConfirmed) = try #require(probe.wishes.last) else {
      throw Missing(what: "a command")
    }
    return (command, isConfirmed)
  }

  private struct Missing: Error { let what: String }

  @Test(arguments: [
    ("{}", "'data.agent_id' is missing or not a non-empty string", ""),
    (
      #"{"agent_id":7,"command":"stop"}"#, "'data.agent_id' is missing or not a non-empty string", #""command":"stop","#
    ),
    (
      #"{"agent_id":"a","command":["stop"]}"#, "'data.command' is missing or not a non-empty string",
      #""agent_id":"a","#
    ),
    (
      #"{"agent_id":"a","command":"stop","parameters":[]}"#, "'data.parameters' is not an object",
      #""command":"stop","agent_id":"a","#
    ),
    (
      #"{"agent_id":"a","command":"stop","request_id":7}"#, "'data.request_id' is not a string of 1 to 256 bytes",
      #""command":"stop","agent_id":"a","#
    ),
    ("[]", "'data' is not an object", ""),
  ])
  func `Wrong fields of a command are command errors`(_ data: String, _ text: String, _ echo: String) throws {
    var probe = try SessionProbe(role: "admin")
    #expect(probe.say(Self.command(data)) == [Self.error("INVALID_MESSAGE_FORMAT", text, echo, "req_1_1")])
  }

  @Test func `An unknown command is named with those that there are`() throws {
    var probe = try SessionProbe(role: "admin")
    let text = "unknown command 'sing': there are start, stop, restart, update_config, get_status"
    #expect(
      probe.say(Self.command(#"{"agent_id":"a","command":"sing","request_id":"r"}"#)) == [
        Self.error("INVALID_COMMAND", text, #""command":"sing","agent_id":"a","#, "r")
      ])
    #expect(probe.wishes.isEmpty)
  }

  @Test(arguments: ["start", "stop", "restart", "update_config"])
  func `An observer may look at agents and not change them`(_ name: String) throws {
    var probe = try SessionProbe(role: "observer")
    let answer = probe.say(Self.command(#"{"agent_id":"a","command":"\#(name)"}"#))
    #expect(answer.first?.contains("PERMISSION_DENIED") == true && answer.first?.contains("modify_agent") == true)
    #expect(probe.say(Self.command(#"{"agent_id":"a","command":"get_status"}"#)).isEmpty)
    #expect(try Self.wish(probe).0.name == .getStatus)
  }

  @Test func `Without any permission not even the status is told`() throws {
    var probe = try SessionProbe(role: "nobody")
    #expect(
      probe.say(Self.command(#"{"agent_id":"a","command":"get_status"}"#)).first?.contains("view_agents") == true)
  }

  @Test(arguments: [
    (#"{"agent_id":"a","command":"stop","parameters":{"graceful":true},"request_id":"r7"}"#, "", "r7", true),
    (#"{"agent_id":"a","command":"stop","parameters":{"graceful":true}}"#, #","request_id":"r8""#, "r8", true),
    (#"{"agent_id":"a","command":"stop","parameters":{"graceful":true}}"#, "", "req_1_1", false),
  ])
  func `A request id is the client's, or made for it`(
    _ data: String, _ more: String, _ id: String, _ isGiven: Bool
  ) throws {
    var probe = try SessionProbe(role: "admin")
    #expect(probe.say(Self.command(data, more)).isEmpty)
    let (command, isConfirmed) = try Self.wish(probe)
    #expect((command.name, command.agent, command.requestID) == (.stop, "a", id) && isConfirmed == isGiven)
    #expect(command.parameters?.root["graceful"]?.bool == true && command.subject == "user_456")
  }

  @Test func `Success is confirmed to those who sent a request id`() throws {
    var probe = try SessionProbe(role: "admin")
    _ = probe.say(Self.command(#"{"agent_id":"a","command":"stop","request_id":"r"}"#))
    let command = try Self.wish(probe).0
    #expect(
      probe.finish(command, isConfirmed: true, .success(.done)) == [
        frame("command_accepted", #"{"command":"stop","agent_id":"a","request_id":"r"}"#)
      ])
    _ = probe.say(Self.command(#"{"agent_id":"a","command":"stop"}"#))
    #expect(probe.finish(try Self.wish(probe).0, isConfirmed: false, .success(.done)).isEmpty)
  }

  @Test(arguments: [(true, #","request_id":"r"}"#), (false, "}")])
  func `The status comes to the caller only`(_ isConfirmed: Bool, _ end: String) throws {
    var probe = try SessionProbe(role: "admin")
    _ = probe.say(Self.command(#"{"agent_id":"a","command":"get_status","request_id":"r"}"#))
    let status = #"{"agent_id":"a","old_status":"idle","new_status":"idle""#
    let answer = probe.finish(
      try Self.wish(probe).0, isConfirmed: isConfirmed, .success(.status(try JSONDocument(parsing: status + "}"))))
    #expect(answer == [frame("agent_status", status + end)])
  }

  @Test(arguments: [
    (AgentCommandError.notFound, "AGENT_NOT_FOUND", "Agent with ID 'agent_123' not found"),
    (.denied("not yours"), "PERMISSION_DENIED", "not yours"),
    (.invalidCommand("no 'graceful'"), "INVALID_COMMAND", "no 'graceful'"),
    (.invalidState("it is active"), "INVALID_STATE", "it is active"),
    (.timeout("too slow"), "TIMEOUT", "too slow"),
  ])
  func `Each failure has its code`(_ failure: AgentCommandError, _ code: String, _ text: String) throws {
    var probe = try SessionProbe(role: "admin")
    _ = probe.say(Self.command(#"{"agent_id":"agent_123","command":"start"}"#))
    #expect(
      probe.finish(try Self.wish(probe).0, isConfirmed: false, .failure(failure)) == [
        Self.error(code, text, #""command":"start","agent_id":"agent_123","#, "req_1_1")
      ])
  }

  @Test func `More than 16 requests at once are refused until one is answered`() throws {
    var probe = try SessionProbe(role: "admin")
    let message = Self.command(#"{"agent_id":"a","command":"stop","request_id":"r"}"#)
    for _ in 1...16 { #expect(probe.say(message).isEmpty) }
    #expect(probe.say(message).first?.contains(#""RATE_LIMIT_EXCEEDED""#) == true)
    #expect(probe.say(#"{"type":"refresh_token","data":{"token":"t"}}"#).first?.contains("connection_error") == true)
    #expect(probe.say(#"{"type":"publish","data":{"events":[]}}"#).first?.contains("publish_error") == true)
    #expect(probe.say(#"{"type":"ping"}"#).first?.contains("pong") == true)
    _ = probe.finish(try Self.wish(probe).0, isConfirmed: true, .success(.done))
    #expect(probe.say(message).isEmpty)
  }
}
