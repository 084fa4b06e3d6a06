import RouterCore
import RouterStages
import TestSupport
import Testing

/// What attackers and mistakes send: keys without end.
struct BoundedStateTests {
  @Test(arguments: [
    (StageFactory.throttle, "{ rate: 1/d, key: event.source, max_keys: 50 }"),
    (.dedupe, "{ window: 1d, key: event.source, max_keys: 50 }"),
    (.window, "{ every: 1d, group_by: event.source, max_groups: 50 }"),
  ])
  func `A stage remembers no more than it may`(factory: StageFactory, yaml: String) {
    var probe = StageProbe(factory, yaml)
    let data = JSONDocument.sample("{}")
    var emitted = 0
    for number in 0..<100_000 {
      let event = Event(
        type: EventTypeID(rawValue: 0), typeName: "agent_status", time: VirtualTime.start, source: "\(number)",
        agent: nil,
        data: data)
      _ = probe.decide(Delivery(number: EventNumber(UInt64(number)), event: event))
      emitted += probe.emitted.count
    }
    #expect(probe.remembered == 50)
    probe.advance(to: .distantFuture)
    #expect(emitted + probe.emitted.count == (factory.type == "window" ? 100_000 : 0))
  }
}

extension StageProbe {
  /// The size of the stage's table, wherever it has it.
  fileprivate var remembered: Int? {
    Mirror(reflecting: stage).children.lazy.compactMap { ($0.value as? any CountedTable)?.count }.first
  }
}

private protocol CountedTable { var count: Int { get } }
extension RecentKeys: CountedTable {}
