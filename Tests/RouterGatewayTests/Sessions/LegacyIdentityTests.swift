import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// How legacy clients say who they are (contract §3 and §7, legacy auth).
struct LegacyIdentityTests {
  private static let auth = #"{"type":"AUTH","id":"auth_123","payload":{"token":"jwt"}}"#
  private static let id = #""auth_123""#

  private func awaiting() throws -> LegacyProbe {
    try LegacyProbe(nil, identity: .awaited(until: VirtualTime.start + .seconds(10)))
  }

  private func success(_ permissions: String) -> [String] {
    [legacyFrame("AUTH_SUCCESS", Self.id, #","payload":{"sessionId":"session_1","permissions":[\#(permissions)]}"#)]
  }

  private func failure(_ text: String, id: String = Self.id) -> [String] {
    [legacyError(id, "AUTHENTICATION_FAILED", "Authentication failed", #"{"error":"\#(text)"}"#)]
  }

  private static let required = (code: "AUTHENTICATION_REQUIRED", message: "Authentication required")
  private static let hint = #"{"error":"send AUTH with a token first"}"#

  // MARK: Required

  @Test(arguments: [
    #"{"id":"x","type":"HEARTBEAT"}"#, #"{"id":"x","type":"SUBSCRIBE","payload":{"events":["AGENT_STATUS"]}}"#,
    #"{"id":"x","type":"UNSUBSCRIBE","payload":{"events":["AGENT_STATUS"]}}"#,
    #"{"id":"x","type":"RECONNECT","payload":{}}"#,
    #"{"id":"x","type":"QUERY","target":"a","action":"GET_X"}"#,
  ])
  func `Before AUTH nothing else is done, and that is said with the message's id`(_ text: String) throws {
    var probe = try awaiting()
    #expect(probe.say(text) == [legacyError(#""x""#, Self.required.code, Self.required.message, Self.hint)])
    #expect(probe.wishes.isEmpty && probe.session.subscriptions.isEmpty && probe.closed == nil)
  }

  @Test func `A good token opens everything that it covers`() throws {
    var probe = try awaiting()
    #expect(probe.say(Self.auth).isEmpty)
    guard case .authenticate("jwt") = try #require(probe.wishes.last).action else {
      Issue.record("no wish to check the token")
      return
    }
    #expect(probe.check(.success(.role("admin"))) == success(#""READ","WRITE""#))
    #expect(probe.say(#"{"id":1,"type":"SUBSCRIBE","payload":{"events":["AGENT_STATUS"]}}"#).count == 1)
    #expect(probe.hears("agent_status"))
    #expect(probe.passTime(by: .seconds(11)).isEmpty && probe.closed == nil)
  }

  @Test func `Who may only read is told so`() throws {
    var probe = try awaiting()
    _ = probe.say(Self.auth)
    #expect(probe.check(.success(.role("observer"))) == success(#""READ""#))
  }

  @Test func `A bad token ends the connection with 1008`() throws {
    var probe = try awaiting()
    _ = probe.say(Self.auth)
    #expect(probe.check(.failure(.token(.expired))) == failure("the token has expired"))
    #expect(probe.closed?.code == .policy)
  }

  @Test func `Keys that cannot be had are not the client's fault`() throws {
    var probe = try awaiting()
    _ = probe.say(Self.auth)
    let answer = probe.check(.failure(.token(.keysUnavailable)))
    #expect(answer.first?.contains(#""code":"PROCESSING_ERROR""#) == true && answer.first?.contains("5000") == true)
    #expect(answer.first?.contains(#""id":"auth_123""#) == true && probe.closed == nil)
    _ = probe.say(Self.auth)
    #expect(probe.check(.success(.role("observer"))) == success(#""READ""#))
  }

  @Test func `A user with too many connections is told when to come back`() throws {
    var probe = try awaiting()
    _ = probe.say(Self.auth)
    let limit = LimitReport(kind: .connectionsPerUser, limit: 5, current: 5)
    let answer = probe.check(.failure(.limit(.told(.connectionLimitExceeded, limit, retryAfter: .seconds(5)))))
    #expect(
      answer == [
        legacyError(
          Self.id, "RATE_LIMIT_EXCEEDED", "more than 5 connections of this user",
          #"{"retryAfter":5000,"limit":5,"remaining":0}"#)
      ])
    #expect(probe.closed?.code == .tryAgainLater)
  }

  @Test func `After ten seconds without AUTH the connection is closed with 1008`() throws {
    var probe = try awaiting()
    #expect(probe.session.nextMoment == VirtualTime.start + .seconds(10))
    #expect(probe.passTime(by: .milliseconds(9999)).isEmpty && probe.closed == nil)
    #expect(
      probe.passTime(by: .milliseconds(1)) == [
        legacyError(
          #""error_1""#, Self.required.code, Self.required.message, Self.hint, at: "2024-01-15T10:30:10Z")
      ])
    #expect(probe.closed?.code == .policy)
  }

  @Test func `What cannot be read is said before AUTH, too`() throws {
    var probe = try awaiting()
    #expect(probe.say("{").first?.contains(#""id":"error_1""#) == true)
    #expect(
      probe.say(#"{"type":"AUTH","id":2,"payload":{"token":7}}"#) == [
        legacyRefusal("2", "payload.token", "expected a string, found a number")
      ])
    #expect(probe.wishes.isEmpty)
  }

  // MARK: Known already

  @Test func `AUTH is answered, too, when the token came with the request`() throws {
    var probe = try LegacyProbe(.role("observer"))
    _ = probe.say(Self.auth)
    #expect(probe.check(.success(.role("admin"))) == success(#""READ","WRITE""#))
    #expect(probe.session.principal == .role("admin"))
  }

  @Test func `The first identity stays: another subject and a bad token change nothing`() throws {
    var probe = try LegacyProbe(.role("observer"))
    for (result, text) in [
      (Result.success(.role("admin", subject: "somebody")), "the token belongs to somebody else"),
      (.failure(.token(.expired)), "the token has expired"),
    ] as [(Result<Principal, AdmissionRefusal>, String)] {
      _ = probe.say(Self.auth)
      #expect(probe.check(result) == failure(text + "; the identity from before stays"))
      #expect(probe.session.principal == .role("observer") && probe.closed == nil)
    }
  }

  @Test func `Subscriptions that a later token does not cover end, which is said unasked`() throws {
    var probe = try LegacyProbe(.role("observer"))
    _ = probe.say(#"{"id":1,"type":"SUBSCRIBE","payload":{"events":["AGENT_STATUS","METRICS_UPDATE"]}}"#)
    _ = probe.say(Self.auth)
    let next = Principal(subject: "user_456", permissions: [.viewAgents], expires: .distantFuture)
    let text = "your permissions do not cover event type 'METRICS_UPDATE' any more: it was unsubscribed"
    let lost = legacyError(
      #""error_1""#, "PERMISSION_DENIED", "Permission denied", #"{"field":"events","error":"\#(text)"}"#)
    #expect(probe.check(.success(next)) == success(#""READ""#) + [lost])
  }

  // MARK: Nobody in particular

  @Test func `Without a token an anonymous client reads, as the printed class does`() throws {
    var probe = try LegacyProbe(.anonymous, identity: .anonymous)
    #expect(probe.say(#"{"id":1,"type":"HEARTBEAT"}"#) == [legacyFrame("HEARTBEAT_ACK", "1", "")])
    let names = #""AGENT_STATUS","METRICS_UPDATE","SYSTEM_METRICS_UPDATE""#
    #expect(
      probe.say(#"{"id":2,"type":"COMMAND","action":"SUBSCRIBE","payload":{"events":[\#(names)]}}"#) == [
        legacyResponse("2", #"{"events":[\#(names)],"status":"active"}"#)
      ])
    _ = probe.say(#"{"id":3,"type":"COMMAND","target":"assessment-agent","action":"CREATE_ASSESSMENT"}"#)
    guard case .request(let request) = try #require(probe.wishes.last).action else {
      Issue.record("no request")
      return
    }
    #expect(request.access == [.read])
  }

  @Test func `An anonymous client may say later who it is`() throws {
    var probe = try LegacyProbe(.anonymous, identity: .anonymous)
    _ = probe.say(Self.auth)
    #expect(probe.check(.success(.role("admin", subject: "user_9"))) == success(#""READ","WRITE""#))
    #expect(probe.session.principal.subject == "user_9" && probe.session.identity == .proven)
  }

  @Test func `A bad token ends an anonymous connection`() throws {
    var probe = try LegacyProbe(.anonymous, identity: .anonymous)
    _ = probe.say(Self.auth)
    #expect(probe.check(.failure(.token(.expired))) == failure("the token has expired"))
    #expect(probe.closed?.code == .policy)
  }
}
