import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// A new token for a session that lives (contract §2 and §7, refresh_token).
struct TokenRefreshTests {
  private static func principal(_ subject: String = "user_456", of permissions: PermissionSet) -> Principal {
    Principal(subject: subject, permissions: permissions, expires: VirtualTime.start + .seconds(90))
  }

  private static func refusal(_ text: String) -> String {
    let words = text + "; the token from before stays in force"
    return frame("connection_error", #"{"error_code":"AUTHENTICATION_FAILED","error_message":"\#(words)"}"#)
  }

  private func asked() throws -> SessionProbe {
    var probe = try SessionProbe(role: "observer")
    _ = probe.subscribe(#"{"events":["agent_status","metrics"]}"#)
    #expect(probe.say(#"{"type":"refresh_token","data":{"token":"new"}}"#).isEmpty)
    guard case .refreshToken("new") = try #require(probe.wishes.last) else {
      Issue.record("no wish to check the token")
      return probe
    }
    return probe
  }

  @Test func `A token of the same subject is in force at once, until its own end`() throws {
    var probe = try asked()
    #expect(
      probe.check(.success(Self.principal(of: [.viewAgents, .viewMetrics]))) == [
        frame("token_refreshed", #"{"expires_at":"2024-01-15T10:31:30Z"}"#)
      ])
    #expect(probe.session.nextMoment == VirtualTime.start + .seconds(30))
    #expect(probe.session.subscriptions.count == 2)
  }

  @Test func `Subscriptions that it does not cover are given up and named`() throws {
    var probe = try asked()
    let text = "your permissions do not cover event type 'metrics_update' any more: it was unsubscribed"
    #expect(
      probe.check(.success(Self.principal(of: [.viewAgents]))) == [
        frame("token_refreshed", #"{"expires_at":"2024-01-15T10:31:30Z"}"#), refused("PERMISSION_DENIED", text),
      ])
    #expect(!probe.hears("metrics_update", #"{"system":{}}"#) && probe.hears(agent: "a"))
  }

  @Test func `A bad token changes nothing`() throws {
    var probe = try asked()
    let before = probe.session.principal
    #expect(probe.check(.failure(.expired)) == [Self.refusal("the token has expired")])
    #expect(probe.session.principal == before && probe.closed == nil)
  }

  @Test func `Somebody else's token changes nothing`() throws {
    var probe = try asked()
    let before = probe.session.principal
    let other = Self.principal("somebody", of: [.adminSystem])
    #expect(probe.check(.success(other)) == [Self.refusal("the token belongs to somebody else")])
    #expect(probe.session.principal == before)
  }

  @Test(arguments: ["{}", #"{"token":7}"#, #"{"token":""}"#, "null"])
  func `Without a token it is no such message`(_ data: String) throws {
    var probe = try SessionProbe()
    let answer = probe.say(#"{"type":"refresh_token","data":\#(data)}"#)
    #expect(answer.first?.contains("INVALID_MESSAGE_FORMAT") == true && probe.wishes.isEmpty)
  }
}
