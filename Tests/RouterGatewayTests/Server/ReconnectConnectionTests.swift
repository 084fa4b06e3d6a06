import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Clients that come back with the last event that they have, on a connection that is open already (contract §3, reconnect).
@Suite(.timeLimit(.minutes(1)))
struct ReconnectConnectionTests {

  @Test func `What was missed comes behind the answer, then what is new`() async throws {
    try await GatewayBench.runningLines { bench in
      for _ in 1...5 { try await bench.publish() }
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 SINCE 2 agent-status", "1 OK agent-status 3 after 2")
        #expect(await line.numbers(3) == [3, 4, 5])
        try await bench.publish()
        #expect(await line.numbers(1) == [6])
        // Again, and from elsewhere: what the client says counts.
        try await line.expect("2 SINCE 4", "2 OK agent-status 2 after 4")
        #expect(await line.numbers(2) == [5, 6])
        try await line.expect("3 SINCE 6", "3 OK agent-status 0 after 6")
        try await bench.publish()
        #expect(await line.numbers(1) == [7])
      }
    }
  }

  @Test func `Who has subscribed first gets what was missed all the same`() async throws {
    try await GatewayBench.runningLines { bench in
      for _ in 1...5 { try await bench.publish() }
      await bench.waitUntilRouted(5)
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 WANT agent-status", "1 OK active agent-status")
        try await line.expect("2 SINCE 3", "2 OK agent-status 2 after 3")
        #expect(await line.numbers(2) == [4, 5])
      }
    }
  }

  @Test func `The subscriptions are put in place of those from before, for what was missed, too`() async throws {
    try await GatewayBench.runningLines { bench in
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 WANT agent-status,agent-updated", "1 OK active agent-status,agent-updated")
        try await bench.publish("agent_created", Self.created)
        try await bench.publish()
        #expect(await line.numbers(1) == [2])
        try await line.expect("2 SINCE 0 agent-created", "2 OK agent-created 1 after 0")
        #expect(await line.numbers(1) == [1])
        try await line.expect("3 FROM-NOW agent-status", "3 OK agent-status 0 after 2")
        try await bench.publish("agent_created", Self.created)
        try await bench.publish()
        #expect(await line.numbers(1) == [4])
      }
    }
  }

  private static let created =
    Catalogue.standard.type(named: "agent_created")?.example ?? "{}"

  @Test(arguments: [("9", "4-9"), ("1735689600000", "0-0"), ("99999999999999999999999", "0-0")])
  func `An id that was never given is a gap, and nothing is replayed`(_ id: String, _ bounds: String) async throws {
    try await GatewayBench.runningLines { bench in
      for _ in 1...3 { try await bench.publish() }
      await bench.waitUntilRouted(3)
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 SINCE \(id) agent-status", "1 OK agent-status 0 after 3 gap unknown \(bounds)")
        try await bench.publish()
        #expect(await line.numbers(1) == [4])
      }
    }
  }

  @Test func `Of what is retained behind an expired id the newest come, and the gap says which do not`() async throws {
    var log = LogConfig()
    log.keep.count = 20
    var limits = SessionLimits(.production)
    limits.replay = 5
    try await GatewayBench.runningLines(limits: limits, log: log) { bench in
      for _ in 1...100 { try await bench.publish() }
      await bench.waitUntilRouted(100)
      let oldest = Int(bench.log.status().oldest.value)
      #expect(oldest > 5)
      try await bench.lines(try await .token()) { line in
        try await line.expect("1 SINCE 3 agent-status", "1 OK agent-status 5 after 95 gap expired 4-95")
        #expect(await line.numbers(5) == [96, 97, 98, 99, 100])
        // Not expired: all of it.
        let rest = Array(oldest...100)
        try await line.expect(
          "2 SINCE \(oldest - 1) agent-status", "2 OK agent-status \(rest.count) after \(oldest - 1)")
        #expect(await line.numbers(rest.count) == rest)
      }
    }
  }

  @Test(arguments: [1, 2, 3])
  func `However often and wherever a client goes back, it gets everything from there once and in order`(
    _ seed: UInt64
  ) async throws {
    try await GatewayBench.runningLines(limits: SessionLimits(.unlimited)) { bench in
      var random = SplitMix64(seed: seed)
      let total = 600
      async let publishing: Void = {
        for _ in 1...total { try await bench.publish() }
      }()
      try await bench.lines(try await .token()) { line in
        var last = 0
        for round in 1...20 where last < total {
          try await line.say("\(round) SINCE \(last) agent-status")
          // What was on its way comes before the answer.
          var answer = await line.next()
          while answer.hasPrefix("EVENT") { answer = await line.next() }
          #expect(answer.hasPrefix("\(round) OK agent-status") && answer.contains("after \(last)"))
          guard !answer.contains("gap") else { return #expect(Bool(false), "\(answer)") }
          let count = min(Int.random(in: 1...100, using: &random), total - last)
          #expect(await line.numbers(count) == Array(last + 1...last + count))
          last = max(0, last + count - Int.random(in: 0...20, using: &random))
        }
      }
      try await publishing
    }
  }
}

extension GatewayBench {
  /// Lets the router get that far.
  func waitUntilRouted(_ number: Int) async {
    while log.routed.value < UInt64(number) { await Task.yield() }
  }
}
