import RouterCore
import RouterStages
import TestSupport
import Testing

/// What the stages say about how far back the past matters.
struct HorizonTests {
  @Test(
    arguments: [
      (.dedupe, "{ key: event.data.k, window: 10s }", .seconds(20)),
      (.throttle, "{ rate: 2/s, burst: 10, key: event.data.k, max_keys: 50 }", .microseconds(10_000_002)),
      (.window, "{ every: 10s, group_by: event.data.k }", .seconds(10)),
      (.sample, "keep: 1/2", nil), (.redact, "mask: [event.data.k]", nil), (.filter, "types: [agent.*]", nil),
      (.rename, "fields: { event.data.k: key }", nil),
    ] as [(StageFactory, String, Duration?)])
  func `Stages state their horizon`(factory: StageFactory, yaml: String, horizon: Duration?) {
    #expect(StageProbe(factory, yaml).stage.horizon == horizon)
  }

  /// Bursts shorter than a window with pauses that are longer: there a horizon of two windows is all that matters.
  private static func entries(seed: UInt64) -> [LogEntry] {
    var random = SplitMix64(seed: seed)
    var now = VirtualTime.start
    var entries: [LogEntry] = []
    for _ in 0..<12 {
      let end = now + .milliseconds(Int.random(in: 0...8000, using: &random))
      while now < end {
        now = now + .milliseconds(Int.random(in: 0...500, using: &random))
        let event = Event.sample("agent_status", #"{"k":\#(Int.random(in: 0..<4, using: &random))}"#, time: now)
        let number = EventNumber(UInt64(entries.count) + 1)
        entries.append(LogEntry(number: number, loggedAt: now, origin: .ingest, event: event))
      }
      now = now + .milliseconds(Int.random(in: 10_001...15_000, using: &random))
    }
    return entries
  }

  @Test(arguments: 0..<60)
  func `A stage that has seen its horizon again decides as before`(seed: UInt64) {
    let stages = [
      StageProbe(.dedupe, "{ key: event.data.k, window: 10s }"),
      StageProbe(.throttle, "{ rate: 1/s, burst: 5, key: event.data.k, max_keys: 50 }"),
      StageProbe(.window, "{ every: 10s, group_by: event.data.k }"),
    ]
    let entries = Self.entries(seed: seed)
    var random = SplitMix64(seed: ~seed)
    let cut = Int.random(in: 1..<max(2, entries.count - 1), using: &random)
    for fresh in stages {
      guard let horizon = fresh.stage.horizon else { return }
      var (kept, rebuilt) = (fresh, fresh)
      for entry in entries[..<cut] {
        _ = kept.decide(Delivery(number: entry.number, event: entry.event), at: entry.loggedAt)
      }
      let since = entries[cut - 1].loggedAt - horizon
      for entry in entries[..<cut] where entry.loggedAt >= since {
        _ = rebuilt.decide(Delivery(number: entry.number, event: entry.event), at: entry.loggedAt)
      }
      for entry in entries[cut...] {
        let delivery = Delivery(number: entry.number, event: entry.event)
        let (expected, actual) = (
          kept.decide(delivery, at: entry.loggedAt), rebuilt.decide(delivery, at: entry.loggedAt)
        )
        #expect(actual == expected, "seed \(seed), \(fresh.stage), event \(entry.number.value) of \(cut)")
        #expect(rebuilt.emitted.map(\.data.description) == kept.emitted.map(\.data.description), "seed \(seed)")
      }
    }
  }
}
