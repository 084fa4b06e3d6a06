import RouterCore
import RouterStages
import TestSupport
import Testing

struct DedupeStageTests {
  @Test func `The first is kept, and its window does not slide`() {
    var dedupe = StageProbe(.dedupe, "window: 30s")
    let times = [0, 10, 29.999999, 30, 40, 59, 60, 200]
    let decisions = times.map { dedupe.decide(.sample(), at: .start(plus: .seconds($0))) }
    #expect(decisions.map { $0 == .kept } == [true, false, false, true, false, false, true, true])
    #expect(decisions[1] == .dropped("duplicate"))
  }

  @Test(arguments: [
    (#"{"a":1}"#, #"{"a":1}"#, true), (#"{"a":1}"#, #"{"a":2}"#, false), (#"{"a":1}"#, #"{"a": 1}"#, false),
  ])
  func `Without a key, type and payload must agree byte for byte`(first: String, second: String, isRepeated: Bool) {
    var dedupe = StageProbe(.dedupe, "window: 30s")
    #expect(dedupe.decide(first) == .kept)
    #expect(dedupe.decide(second) == (isRepeated ? .dropped("duplicate") : .kept))
    #expect(dedupe.decide(.sample(3, "agent_created", first)) == .kept)
  }

  @Test func `Events agree in the fields of the key, and those without any of them are kept`() {
    var dedupe = StageProbe(.dedupe, "{ key: [event.data.a, event.data.b], window: 30s }")
    let events = [
      #"{"a":1,"b":2,"c":3}"#, #"{"c":4,"b":2,"a":1}"#, #"{"a":1}"#, #"{"a":1}"#, #"{"b":1}"#, "{}", "{}",
      #"{"a":null}"#,
    ]
    #expect(events.map { dedupe.decide($0) == .kept } == [true, false, true, false, true, true, true, true])
  }

  @Test func `With all places taken, the event that came first is forgotten`() {
    var dedupe = StageProbe(.dedupe, "{ key: event.data.k, window: 30s, max_keys: 2 }")
    // The repeated 1 does not make it newer.
    let keys = [1, 2, 1, 3, 1, 3]
    #expect(keys.map { dedupe.decide(#"{"k":\#($0)}"#) == .kept } == [true, true, false, true, true, false])
  }

  @Test func `A copy goes its own way`() {
    var dedupe = StageProbe(.dedupe, "{ key: event.data.k, window: 30s }")
    _ = dedupe.decide(#"{"k":1}"#)
    var copy = dedupe
    #expect(copy.decide(#"{"k":2}"#) == .kept)
    #expect(dedupe.decide(#"{"k":2}"#) == .kept)
    #expect(copy.decide(#"{"k":1}"#) == .dropped("duplicate"))
  }

  @Test(arguments: 1...8)
  func `Random events are decided as by a list of all past ones`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var dedupe = StageProbe(.dedupe, "{ key: event.data.k, window: 7s, max_keys: 100 }")
    var past: [(key: Int, keptAt: Duration)] = []
    var now = Duration.zero
    for _ in 0..<2000 {
      now += .milliseconds(Int.random(in: 0...(Bool.random(using: &random) ? 100 : 4000), using: &random))
      let key = Int.random(in: 0..<50, using: &random)
      let isRepeated = past.contains { $0.key == key && now - $0.keptAt < .seconds(7) }
      #expect(dedupe.decide(#"{"k":\#(key)}"#, at: .start(plus: now)) == (isRepeated ? .dropped("duplicate") : .kept))
      if !isRepeated { past.append((key, now)) }
    }
  }

  @Test(arguments: [
    (
      "key: alert_id",
      [
        "1:1 error: missing key 'window' (for how long after the first the others are dropped; "
          + "they do not make it longer)",
        "1:6 error: unknown field 'alert_id' (did you mean 'event.data.alert_id'?)",
      ]
    ),
    ("window: 30", ["1:9 error: the duration needs a unit (units of a duration: us, ms, s, min, m, h, d)"]),
  ])
  func `A wrong config is reported where it stands`(yaml: String, expected: [String]) {
    let (stage, findings) = StageFactory.dedupe.read(yaml)
    #expect(findings == expected)
    #expect(stage == nil)
  }
}
