import Testing

@testable import RouterGateway

/// The contract's unsubscribe row (§2), form by form.
struct UnsubscribeTests {
  private static func subscribed(_ data: String = #"{"events":["agent_status","metrics"],"agents":["a","b"]}"#) throws
    -> SessionProbe
  {
    var probe = try SessionProbe()
    _ = probe.subscribe(data)
    return probe
  }

  @Test func `Events and agents remove their pairs`() throws {
    var probe = try Self.subscribed()
    #expect(
      probe.unsubscribe(#"{"events":["agent_status"],"agents":["a"]}"#) == [
        confirmed(["agent_status"], agents: ["a"], "removed")
      ])
    #expect(!probe.hears(agent: "a") && probe.hears(agent: "b"))
  }

  @Test func `The last pair takes the type along`() throws {
    var probe = try Self.subscribed()
    _ = probe.unsubscribe(#"{"events":["metrics"],"agents":["a","b"]}"#)
    #expect(probe.session.subscriptions.count == 1)
    #expect(!probe.hears("metrics_update", #"{"system":{}}"#))
  }

  @Test func `Events alone remove the types, in the client's spelling`() throws {
    var probe = try Self.subscribed()
    #expect(probe.unsubscribe(#"{"events":["metrics"]}"#) == [confirmed(["metrics"], "removed")])
    #expect(probe.session.subscriptions.count == 1)
  }

  @Test func `Agents alone are removed everywhere`() throws {
    var probe = try Self.subscribed()
    #expect(
      probe.unsubscribe(#"{"agents":["a"]}"#) == [
        confirmed(["agent_status", "metrics_update"], agents: ["a"], "removed")
      ])
    #expect(!probe.hears(agent: "a") && probe.hears(agent: "b"))
  }

  @Test func `An agent under all agents becomes an exclusion`() throws {
    var probe = try Self.subscribed(#"{"events":["agent_status"]}"#)
    #expect(
      probe.unsubscribe(#"{"events":["agent_status"],"agents":["a"]}"#) == [
        confirmed(["agent_status"], agents: ["a"], "removed")
      ])
    #expect(!probe.hears(agent: "a") && probe.hears(agent: "b"))
    _ = probe.subscribe(#"{"events":["agent_status"]}"#)
    #expect(probe.hears(agent: "a"))
  }

  @Test(arguments: [
    (#"{"events":["agent_created"]}"#, [String]()), (#"{"events":["agent_status"],"agents":["c"]}"#, ["c"]),
    (#"{"agents":["c"]}"#, ["c"]), (#"{"events":["pong"]}"#, []),
  ])
  func `What was not subscribed is a no-op that is acknowledged`(_ data: String, _ agents: [String]) throws {
    var probe = try Self.subscribed()
    #expect(probe.unsubscribe(data) == [confirmed([], agents: agents, "removed")])
    #expect(probe.hears(agent: "a"))
  }

  @Test func `An unknown name is refused, and the others are removed`() throws {
    var probe = try Self.subscribed()
    #expect(
      probe.unsubscribe(#"{"events":["nope","metrics"]}"#) == [confirmed(["metrics"], "removed"), unknown("nope")])
    #expect(probe.unsubscribe(#"{"events":["nope"]}"#) == [unknown("nope")])
  }

  @Test(arguments: [#"{"events":[]}"#, #"{"events":[],"agents":["a"]}"#])
  func `An empty list of events is invalid, whatever agents says`(_ data: String) throws {
    var probe = try Self.subscribed()
    #expect(probe.unsubscribe(data) == [refused("INVALID_MESSAGE_FORMAT", "'data.events' names no event type")])
    #expect(probe.hears(agent: "a"))
  }

  @Test(arguments: ["{}", #"{"events":null,"agents":[]}"#])
  func `Neither events nor agents is an invalid message`(_ data: String) throws {
    var probe = try Self.subscribed()
    #expect(
      probe.unsubscribe(data) == [refused("INVALID_MESSAGE_FORMAT", "neither 'data.events' nor 'data.agents' is given")]
    )
  }
}
