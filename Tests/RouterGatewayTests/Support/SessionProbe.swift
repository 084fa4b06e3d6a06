import RouterCore
import TestSupport

@testable import RouterGateway

/// A session as a client sees it: text in, frames out.
struct SessionProbe {
  let dialect = V1Dialect()
  let time = VirtualTime()
  private(set) var session: Session
  private(set) var closed: (code: CloseCode, reason: String)?
  /// Everything else that the session wants done.
  private(set) var wishes: [SessionAction] = []

  init(
    role: String = "observer", _ limits: SessionLimits = SessionLimits(.production), disabling: [String] = []
  ) throws {
    let principal = Principal(
      subject: "user_456", permissions: RoleTable(AuthConfig().roles).permissions(of: role), expires: .distantFuture)
    session = Session(
      id: SessionID(1), principal: principal, rules: SessionRules(try Catalogue(disabling: disabling), limits),
      at: time.now())
  }

  /// The answers to a message, as documents.
  mutating func say(_ text: String) -> [String] {
    perform(session.receive(dialect.parse(Array(text.utf8)).message, at: time.now()))
  }

  mutating func subscribe(_ data: String) -> [String] { say(#"{"type":"subscribe","data":\#(data)}"#) }
  mutating func unsubscribe(_ data: String) -> [String] { say(#"{"type":"unsubscribe","data":\#(data)}"#) }

  /// A command has been carried out, or not.
  mutating func finish(
    _ command: AgentCommand, isConfirmed: Bool, _ result: Result<AgentCommandResult, AgentCommandError>
  ) -> [String] {
    perform(session.commandDone(command, isConfirmed: isConfirmed, result))
  }

  /// A new token has been looked at.
  mutating func check(_ result: Result<Principal, TokenError>) -> [String] { perform(session.tokenChecked(result)) }

  func hears(_ type: String, _ data: String) -> Bool { session.admits(.sample(type, data)) }
  /// An `agent_status` of an agent.
  func hears(agent: String, _ more: String = "") -> Bool {
    hears("agent_status", #"{"agent_id":"\#(agent)","old_status":"a","new_status":"b"\#(more)}"#)
  }

  mutating func perform(_ actions: [SessionAction]) -> [String] {
    var frames: [String] = []
    for action in actions {
      switch action {
      case .send(let answer): frames.append(String(decoding: dialect.render(answer, at: time.now()), as: UTF8.self))
      case .interestChanged: break
      case .close(let code, let reason): closed = (code, reason)
      // A connection that can compress.
      case .showOptions: frames += perform([.send(.configurationUpdated(session.options))])
      default: wishes.append(action)
      }
    }
    return frames
  }
}

/// A v1 frame sent at the moment where tests start.
func frame(_ type: String, _ data: String, _ more: String = "") -> String {
  #"{"type":"\#(type)","timestamp":"2024-01-15T10:30:00Z","data":\#(data)\#(more)}"#
}

func confirmed(_ events: [String], agents: [String] = [], _ status: String = "active") -> String {
  let list = { (names: [String]) in "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
  return frame(
    "subscription_confirmed", #"{"events":\#(list(events)),"agents":\#(list(agents)),"status":"\#(status)"}"#)
}

func refused(_ code: String, _ text: String, _ more: String = "") -> String {
  frame("subscription_error", #"{"error_code":"\#(code)","error_message":"\#(text)"\#(more)}"#)
}

func unknown(_ name: String, supported: [String] = Catalogue.standard.supportedNames) -> String {
  let names = supported.map { "\"\($0)\"" }.joined(separator: ",")
  return refused("INVALID_EVENT_TYPE", "Event type '\(name)' is not supported", #","supported_events":[\#(names)]"#)
}
