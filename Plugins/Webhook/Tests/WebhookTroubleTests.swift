import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import WebhookPlugin

/// A receiver that does everything that receivers do.
@Suite(.timeLimit(.minutes(2))) struct WebhookTroubleTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func `Nothing is lost and every key keeps its order whatever the receiver does`(seed: UInt64) async throws {
    let random = Mutex(SplitMix64(seed: seed))
    let isBatch = seed % 2 == 0
    let options = isBatch ? "format: batch\nbatch: { events: 5 }" : "concurrency: 5"
    let bench = try await WebhookBench("\(options)\nbreaker: { failures: 4, pause: 3s }") { request, index in
      if request.body.contains(#""agent_id":"bad""#) { return .status(422) }
      return random.withLock { random in
        guard index < 200 else { return .status(200) }
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .status(500)
        case 1: return .status(503, ["retry-after": "2"])
        case 2: return .status(429)
        case 3: return .silence
        case 4: return .end
        case 5: return .endlessBody
        default: return .status(200)
        }
      }
    }
    let events = (1...120 as ClosedRange<UInt64>).map { number in
      Delivery.of(number, agent: number % 40 == 0 ? "bad" : "agent \(number % 9)")
    }
    let clock = Task { await bench.moveTimeOnSilence() }
    try await bench.withSink { sink in
      var rejected: [UInt64] = []
      for start in stride(from: 0, to: events.count, by: 30) {
        let batch = Array(events[start..<start + 30])
        if start == 60 {
          try await bench.receiver.shut()
          guard case .retry(0, _, _) = await sink.deliver(batch) else {
            Issue.record("a server that is not there took something")
            continue
          }
          try await bench.receiver.open()
        }
        rejected += await bench.deliverAll(batch, to: sink, rounds: 2000)
      }
      #expect(rejected == [40, 80, 120])
    }
    clock.cancel()
    let arrived = bench.receiver.record.value.accepted.flatMap(\.numbers)
    #expect(Set(arrived) == Set(1...120).subtracting([40, 80, 120]))
    for agent in 0..<9 as Range<UInt64> {
      var first: [UInt64] = []
      for number in arrived where number % 9 == agent && !first.contains(number) { first.append(number) }
      #expect(first == first.sorted(), "order of agent \(agent)")
    }
  }
}

extension WebhookBench {
  /// Lets time pass while the receiver leaves somebody waiting.
  fileprivate func moveTimeOnSilence() async {
    while !Task.isCancelled {
      await receiver.record.wait { $0.open > 0 }
      time.advance(by: .seconds(1))
      await Task.yield()
    }
  }
}
