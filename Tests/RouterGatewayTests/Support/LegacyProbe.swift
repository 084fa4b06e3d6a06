import RouterCore
import TestSupport

@testable import RouterGateway

/// A session as a legacy client sees it: text in, frames out.
struct LegacyProbe {
  let dialect: LegacyDialect
  let time = VirtualTime()
  var session: Session
  private(set) var closed: (code: CloseCode, reason: String)?
  /// Everything else that the session wants done, each with what its answer repeats.
  private(set) var wishes: [(action: SessionAction, tag: RequestTag?)] = []
  private var unasked = 0

  /// - Parameter principal: nil for a client of whom nothing is known yet.
  init(
    _ principal: Principal? = .role("admin"), identity: Session.Identity = .proven, disabling: [String] = [],
    _ limit: (inout SessionLimits) -> Void = { _ in }
  ) throws {
    let catalogue = try Catalogue(disabling: disabling)
    dialect = LegacyDialect(catalogue, components: [])
    var limits = SessionLimits(legacy: LegacyConfig(), .production)
    limit(&limits)
    session = Session(
      id: SessionID(1), principal: principal ?? .nobody, identity: identity,
      rules: SessionRules(catalogue, limits, dialect), at: time.now())
  }

  /// The answers to a message.
  mutating func say(_ text: String) -> [String] {
    let parsed = dialect.parse(Array(text.utf8))
    return perform(session.receive(parsed.message, at: time.now()), for: parsed.tag)
  }

  /// Whoever was asked last has answered.
  mutating func finish(_ result: Result<JSONDocument, RequestError>) -> [String] {
    perform(session.requestDone(result), for: wishes.last?.tag)
  }

  /// A token has been looked at.
  mutating func check(_ result: Result<Principal, AdmissionRefusal>) -> [String] {
    perform(session.authenticated(result), for: wishes.last?.tag)
  }

  /// The place of the last RECONNECT has been found.
  mutating func goOn(_ report: ResumeReport, behind last: UInt64) -> [String] {
    guard let wish = wishes.last, case .reconnect(_, let events) = wish.action else { return [] }
    let answer = Reconnection(session: session.id, events: events, report: report, lastEvent: EventNumber(last))
    return perform([.send(.reconnected(answer))], for: wish.tag)
  }

  mutating func passTime(by duration: Duration) -> [String] {
    time.advance(by: duration)
    return perform(session.passTime(at: time.now()))
  }

  func hears(_ type: String) -> Bool {
    session.admits(.sample(type, Catalogue.standard.type(named: type)?.example ?? "{}"))
  }

  /// As a connection does it.
  mutating func perform(_ actions: [SessionAction], for tag: RequestTag? = nil) -> [String] {
    var (tag, frames) = (tag, [String]())
    for action in actions {
      switch action {
      case .send(let answer):
        let context = AnswerContext(now: time.now(), tag: tag, ordinal: unasked + 1)
        let bytes = dialect.render(answer, context)
        guard !bytes.isEmpty else { continue }
        if tag == nil { unasked += 1 }
        frames.append(String(decoding: bytes, as: UTF8.self))
      case .interestChanged, .principalChanged: break
      case .close(let code, let reason): closed = (code, reason)
      default: wishes.append((action, tag))
      }
      if action.isAnswer { tag = nil }
    }
    return frames
  }
}

/// A legacy frame sent at the moment where tests start.
func legacyFrame(_ type: String, _ id: String, _ rest: String, at time: String = "2024-01-15T10:30:00Z") -> String {
  #"{"type":"\#(type)","id":\#(id),"timestamp":"\#(time)"\#(rest)}"#
}

func legacyResponse(_ id: String, from source: String = "system", _ payload: String) -> String {
  let (source, metadata) = (#"{"type":"AGENT","id":"\#(source)"}"#, #"{"correlationId":\#(id)}"#)
  return legacyFrame("RESPONSE", id, #","source":\#(source),"payload":\#(payload),"metadata":\#(metadata)"#)
}

func legacyError(
  _ id: String, _ code: String, _ message: String, _ details: String, at time: String = "2024-01-15T10:30:00Z"
) -> String {
  let payload = #"{"code":"\#(code)","message":"\#(message)","details":\#(details)}"#
  return legacyFrame("ERROR", id, #","payload":\#(payload)"#, at: time)
}

func legacyRefusal(_ id: String, _ field: String, _ error: String, _ more: String = "") -> String {
  legacyError(id, "VALIDATION_ERROR", "Invalid request", #"{"field":"\#(field)","error":"\#(error)"\#(more)}"#)
}
