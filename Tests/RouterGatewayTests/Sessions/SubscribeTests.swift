import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// The contract's subscribe table (§2), row by row.
struct SubscribeTests {
  @Test func `A session begins with its ids and the server's version`() throws {
    var probe = try SessionProbe()
    let frames = probe.perform(probe.session.start(serverVersion: "0.1.0"))
    #expect(
      frames == [
        frame(
          "connection_established",
          #"{"client_id":"client_1","pooled":true,"session_id":"session_1","server_version":"0.1.0"}"#)
      ])
  }

  @Test func `Aliases are confirmed as the client spells them and mean the canonical types`() throws {
    var probe = try SessionProbe()
    let answer = probe.subscribe(#"{"events":["agent_status","metrics","system_alerts"],"agents":["agent_123"]}"#)
    #expect(answer == [confirmed(["agent_status", "metrics", "system_alerts"], agents: ["agent_123"])])
    let ids = ["agent_status", "metrics_update", "system_alert"].compactMap { Catalogue.standard.id(named: $0) }
    #expect(Set(probe.session.subscriptions.types.keys) == Set(ids))
  }

  @Test func `A group's wildcard stands for its types`() throws {
    var probe = try SessionProbe()
    #expect(probe.subscribe(#"{"events":["agent.*"]}"#) == [confirmed(["agent.*"])])
    #expect(probe.session.subscriptions.count == 4)
  }

  @Test(arguments: [(ServerConfig.Profile.production, 20), (.development, 50)])
  func `The request that would exceed the types of a profile is refused whole`(
    _ profile: ServerConfig.Profile, _ limit: Int
  ) throws {
    var limits = SessionLimits(profile)
    #expect(limits.eventTypes == limit)
    limits.eventTypes = 2
    var probe = try SessionProbe(limits)
    _ = probe.subscribe(#"{"events":["agent_status","metrics"]}"#)
    #expect(probe.subscribe(#"{"events":["metrics_update","pong","agent_status"]}"#).count == 1)
    let answer = probe.subscribe(#"{"events":["agent_created","nonsense"]}"#)
    #expect(
      answer == [
        refused(
          "RATE_LIMIT_EXCEEDED", "at most 2 event types per connection; this would make 3",
          #","limit_type":"event_types","limit":2,"current":2"#)
      ])
    #expect(probe.session.subscriptions.count == 2)
  }

  @Test func `Valid names are confirmed first, then every bad one is answered`() throws {
    var probe = try SessionProbe(disabling: ["maintenance_mode"])
    let answers = probe.subscribe(#"{"events":["nope","agent_status","maintenance_mode","neither"]}"#)
    let supported = try Catalogue(disabling: ["maintenance_mode"]).supportedNames
    #expect(
      answers == [
        confirmed(["agent_status"]), unknown("nope", supported: supported),
        refused("UNSUPPORTED_EVENT_TYPE", "event type 'maintenance_mode' is switched off in this deployment"),
        unknown("neither", supported: supported),
      ])
  }

  @Test func `A type without the permission to see it is denied`() throws {
    var probe = try SessionProbe(role: "nobody")
    #expect(
      probe.subscribe(#"{"events":["agent_status"]}"#) == [
        refused("PERMISSION_DENIED", "your permissions do not cover event type 'agent_status'")
      ])
    #expect(!probe.hears(agent: "agent_123"))
  }

  @Test func `Names of connection events are confirmed and not counted`() throws {
    var probe = try SessionProbe()
    let names = [
      "connection_established", "subscription_confirmed", "subscription_error", "command_error", "rate_limit_warning",
      "disconnect_warning", "connection_error", "connection_pool_info", "configuration_updated", "pong",
    ]
    let list = names.map { "\"\($0)\"" }.joined(separator: ",")
    #expect(probe.subscribe(#"{"events":[\#(list)]}"#) == [confirmed(names)])
    #expect(probe.session.subscriptions.count == 0)
  }

  @Test(arguments: ["", #","agents":null"#, #","agents":[]"#])
  func `Without a list of agents, all are meant`(_ agents: String) throws {
    var probe = try SessionProbe()
    #expect(probe.subscribe(#"{"events":["agent_status"]\#(agents)}"#) == [confirmed(["agent_status"])])
    #expect(probe.hears(agent: "agent_123") && probe.hears(agent: "agent_9"))
  }

  @Test func `Unknown agents are accepted`() throws {
    var probe = try SessionProbe()
    #expect(
      probe.subscribe(#"{"events":["agent_status"],"agents":["no such agent"]}"#) == [
        confirmed(["agent_status"], agents: ["no such agent"])
      ])
    #expect(probe.hears(agent: "no such agent") && !probe.hears(agent: "agent_123"))
  }

  @Test func `Events without an agent come whatever the list says`() throws {
    var probe = try SessionProbe()
    _ = probe.subscribe(#"{"events":["system_alert","metrics"],"agents":["agent_123"]}"#)
    #expect(probe.hears("system_alert", #"{"alert_id":"a","severity":"error"}"#))
    #expect(probe.hears("metrics_update", #"{"system":{}}"#))
  }

  @Test func `A second subscribe adds pairs, and a pair named again takes the new filters`() throws {
    var probe = try SessionProbe()
    _ = probe.subscribe(#"{"events":["agent_status"],"agents":["a","b"],"filters":{"reason":"x"}}"#)
    _ = probe.subscribe(#"{"events":["agent_status"],"agents":["b","c"]}"#)
    #expect(probe.hears(agent: "a", #","reason":"x""#) && !probe.hears(agent: "a", #","reason":"y""#))
    #expect(probe.hears(agent: "b", #","reason":"y""#) && probe.hears(agent: "c", #","reason":"y""#))
    #expect(!probe.hears(agent: "d"))
  }

  @Test func `An excluded agent that is named again is held to its own filters`() throws {
    var probe = try SessionProbe()
    _ = probe.subscribe(#"{"events":["agent_status"]}"#)
    _ = probe.unsubscribe(#"{"events":["agent_status"],"agents":["a"]}"#)
    _ = probe.subscribe(#"{"events":["agent_status"],"agents":["a"],"filters":{"reason":"x"}}"#)
    #expect(probe.hears(agent: "a", #","reason":"x""#) && !probe.hears(agent: "a", #","reason":"y""#))
    _ = probe.subscribe(#"{"events":["agent_status"]}"#)
    #expect(probe.hears(agent: "a", #","reason":"y""#))
  }

  @Test func `More agents than a session may name are refused whole`() throws {
    var limits = SessionLimits(.production)
    limits.agents = 3
    var probe = try SessionProbe(limits)
    _ = probe.subscribe(#"{"events":["agent_status"],"agents":["a","b"]}"#)
    #expect(
      probe.subscribe(#"{"events":["agent_created"],"agents":["a","b"]}"#) == [
        refused(
          "RATE_LIMIT_EXCEEDED", "at most 3 agents named over all event types; this would make 4",
          #","limit_type":"agents","limit":3,"current":2"#)
      ])
    #expect(probe.subscribe(#"{"events":["agent_status"],"agents":["a","b"]}"#).count == 1)
  }

  @Test func `More names than a message may have make it invalid`() throws {
    var probe = try SessionProbe()
    let names = (0...256).map { "\"x\($0)\"" }.joined(separator: ",")
    let expected = [refused("INVALID_MESSAGE_FORMAT", "a message may name 256 event types, this one names 257")]
    #expect(probe.subscribe(#"{"events":[\#(names)]}"#) == expected)
    #expect(probe.unsubscribe(#"{"events":[\#(names)]}"#) == expected)
  }
}
