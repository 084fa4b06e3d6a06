import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct PatternTallyTests {
  /// A day that begins an hour after the clock.
  private func tally(_ entries: [LogEntry], group: GroupKey? = nil) -> PatternTally {
    var tally = PatternTally(start: VirtualTime.start + .seconds(3600), length: .seconds(3600), group: group)
    for entry in entries { tally.add(entry) }
    return tally
  }

  private func failures(_ seconds: [Int], of agent: String = "a") -> [LogEntry] {
    seconds.map { .failure(UInt64($0 + 1), agent, at: $0) }
  }

  @Test func `what comes twice as often as before is a spike, if all of the time before is known`() {
    var tally = tally(failures([0, 3599] + Array(3600..<3604)))
    #expect(tally.count == 4)
    let frequency = Pattern.frequency(event: "inference_failed", count: 4, share: 1, perHour: 4)
    let spike = Pattern.spike(event: "inference_failed", count: 4, before: 2)
    #expect(tally.patterns(knowsBefore: true, minCount: 4, limit: 5) == [spike, frequency])
    #expect(tally.patterns(knowsBefore: false, minCount: 4, limit: 5) == [frequency])
    #expect(tally.patterns(knowsBefore: true, minCount: 5, limit: 5) == [])
    var calm = self.tally(failures([0, 1, 2] + Array(3600..<3605)))
    #expect(calm.patterns(knowsBefore: true, minCount: 1, limit: 5).count == 1)
  }

  @Test func `groups are counted, the greatest first`() {
    let events = failures([3600, 3601], of: "a") + failures([3700, 3701, 3702], of: "b") + failures([3800], of: "c")
    var tally = tally(events, group: GroupKey(fields: [.agent]))
    let top: [Pattern] = tally.patterns(knowsBefore: false, minCount: 2, limit: 5).filter {
      if case .topGroup = $0 { true } else { false }
    }
    #expect(top == [.topGroup(group: "b", count: 3, share: 0.5), .topGroup(group: "a", count: 2, share: 0.333)])
  }

  @Test func `types that come within the same minutes of an agent belong together`() {
    let start = #"{"inference_id":"i","agent_id":"a"}"#
    let status = #"{"agent_id":"b","old_status":"idle","new_status":"active"}"#
    var events: [LogEntry] = []
    for minute in 0..<4 {
      let second = 3600 + 60 * minute
      events.append(.failure(1, "a", at: second))
      if minute < 2 { events.append(.sample(2, "inference_started", start, at: second + 10)) }
      events.append(.sample(3, "agent_status", status, at: second + 20))
    }
    var tally = tally(events)
    let together: [Pattern] = tally.patterns(knowsBefore: false, minCount: 2, limit: 5).filter {
      if case .together = $0 { true } else { false }
    }
    #expect(together == [.together(first: "inference_failed", second: "inference_started", count: 2, share: 1)])
  }
}
