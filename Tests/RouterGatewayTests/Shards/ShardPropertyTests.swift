import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// A whole shard against a model in which every session is asked about every event.
struct ShardPropertyTests {
  private struct Client {
    let session: EmbeddedSession
    /// What it must hear, by number, and what waits because its socket is stopped.
    var expected: [UInt64] = []
    var waiting: [(number: UInt64, event: Event)] = []
    var heard: [UInt64] = []
  }

  private static let names = ["agent_status", "metrics_update", "system_alert"]

  private static func data(_ type: String, using random: inout SplitMix64) -> String {
    let severity = ["info", "error"].randomElement(using: &random) ?? ""
    let agent = Int.random(in: 1...4, using: &random)
    let reason = String(repeating: "long ", count: Int.random(in: 0...100, using: &random))
    return switch type {
    case "agent_status":
      #"{"agent_id":"a\#(agent)","old_status":"x","new_status":"y","severity":"\#(severity)","reason":"\#(reason)"}"#
    case "metrics_update": #"{"system":{},"agents":{"a\#(agent)":{}}}"#
    default: #"{"alert_id":"1","severity":"\#(severity)"}"#
    }
  }

  private static func request(using random: inout SplitMix64) -> String {
    let events = names.filter { _ in Bool.random(using: &random) }
    let agents = (1...4).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
    let filters = Bool.random(using: &random) ? #","filters":{"severity":["error"]}"# : ""
    let list = { (items: [String]) in "[" + items.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
    return #"{"events":\#(list(events)),"agents":\#(list(agents.map { "a\($0)" }))\#(filters)}"#
  }

  private static func take(_ client: inout Client) throws {
    for frame in try client.session.frames() {
      guard let id = frame.json?.root["id"]?.string, id.hasPrefix("msg_") else { continue }
      client.heard.append(UInt64(id.dropFirst(4)) ?? 0)
    }
  }

  @Test(arguments: 1...24)
  func `Every session hears what it asked for, in order and once, whether its socket takes it or not`(
    seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    let bench = ShardBench()
    let offers = ["", "permessage-deflate", "permessage-deflate; server_max_window_bits=9"]
    var clients = try (0..<8).map { Client(session: try bench.session(offering: offers[$0 % 3])) }
    for _ in 0..<100 {
      let index = Int.random(in: clients.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: try clients[index].session.subscribe(Self.request(using: &random))
      case 1: try clients[index].session.unsubscribe(Self.request(using: &random))
      case 2: clients[index].session.isWritable = false
      case 3:
        for (number, event) in clients[index].waiting where clients[index].session.connection.session.admits(event) {
          clients[index].expected.append(number)
        }
        clients[index].waiting = []
        clients[index].session.isWritable = true
        bench.turn()
      default:
        var published: [Delivery] = []
        for _ in 0..<Int.random(in: 1...100, using: &random) {
          let type = Self.names.randomElement(using: &random) ?? ""
          published.append(bench.publish(type, Self.data(type, using: &random)))
        }
        for client in clients.indices {
          let session = clients[client].session.connection
          for delivery in published where session.session.admits(delivery.event) {
            clients[client].waiting.append((delivery.number.value, delivery.event))
          }
        }
        bench.turn()
      }
      for client in clients.indices {
        try Self.take(&clients[client])
        // What waits is sent only if it is still asked for; up to what has been heard nothing has waited.
        let isBehind = clients[client].session.connection.isBehind
        let gone = clients[client].waiting.prefix { !isBehind || $0.number <= clients[client].heard.last ?? 0 }
        clients[client].expected += gone.map(\.number)
        clients[client].waiting.removeFirst(gone.count)
      }
    }
    for client in clients.indices {
      for (number, event) in clients[client].waiting where clients[client].session.connection.session.admits(event) {
        clients[client].expected.append(number)
      }
      clients[client].session.isWritable = true
      bench.turn()
      try Self.take(&clients[client])
      let (heard, expected) = (clients[client].heard, clients[client].expected)
      let difference = zip(heard, expected).first { $0 != $1 }.map { "heard \($0), expected \($1)" }
      #expect(heard.count == expected.count && difference == nil, "\(difference ?? "more or less")")
    }
    #expect(bench.counters.delivered.load() + bench.counters.unmatched.load() > 0)
    #expect(Int(bench.counters.frames.load()) == clients.reduce(0) { $0 + $1.heard.count })
    for client in clients { client.session.close() }
    bench.turn()
    #expect(bench.shard.size == 0)
  }

  @Test func `Subscribing and unsubscribing ten thousand times leaves nothing behind`() throws {
    let bench = ShardBench()
    let session = try bench.session()
    let before = bench.shard.size
    for number in 1...10_000 {
      let data = #"{"events":["agent_status"],"agents":["agent_\#(number)"],"filters":{"severity":"\#(number % 7)"}}"#
      try session.subscribe(data)
      try session.unsubscribe(#"{"events":["agent_status"]}"#)
      if number.isMultiple(of: 1000) { _ = try session.frames() }
    }
    #expect(bench.shard.size == before)
    session.close()
    bench.turn()
    #expect(bench.shard.size == 0)
  }
}
