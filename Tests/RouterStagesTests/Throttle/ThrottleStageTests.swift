import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

struct ThrottleStageTests {
  @Test func `After the burst, events go through at the rate`() {
    var throttle = StageProbe(.throttle, "{ rate: 10/min, burst: 3 }")
    let times = [0, 0, 0, 0, 5.999999, 6, 6, 12, 100, 100, 100, 100]
    let decisions = times.map { throttle.decide(.sample(), at: .start(plus: .seconds($0))) == .kept }
    #expect(decisions == [true, true, true, false, false, true, false, true, true, true, true, false])
  }

  @Test(arguments: [("rate: 10/min", 10), ("rate: 0.5/h", 1), ("rate: 2.5/s", 3), ("{ rate: 10/min, burst: 1 }", 1)])
  func `The burst is the rate's number unless it is given`(yaml: String, expected: Int) {
    var throttle = StageProbe(.throttle, yaml)
    let kept = (1...20).count { _ in throttle.decide(.sample()) == .kept }
    #expect(kept == expected)
  }

  @Test(arguments: [
    ("1/d", 86_400_000_000), ("0.001/d", 86_400_000_000_000), ("1/s", 1_000_000), ("3/s", 333_334),
    ("1000000/s", 1),
  ])
  func `The next event goes through at the microsecond that the rate says`(rate: String, wait: Int64) {
    var throttle = StageProbe(.throttle, "{ rate: \(rate), burst: 1 }")
    #expect(throttle.decide(.sample()) == .kept)
    #expect(throttle.decide(.sample(), at: .start(plus: .microseconds(wait - 1))) == .dropped("throttled"))
    #expect(throttle.decide(.sample(), at: .start(plus: .microseconds(wait))) == .kept)
  }

  @Test func `A rate does not drift`() {
    // Seven a second have no whole number of microseconds between them. With room for two, no refill overflows.
    var throttle = StageProbe(.throttle, "{ rate: 7/s, burst: 2 }")
    let kept = (0..<100_000).count { throttle.decide(.sample(), at: .start(plus: .milliseconds($0))) == .kept }
    #expect(kept == 2 + 99_999 * 7 / 1000)
  }

  @Test func `Every value of the key has a rate of its own, and a missing field is a value too`() {
    var throttle = StageProbe(.throttle, "{ rate: 1/min, key: event.data.user }")
    let events = [
      #"{"user":"a"}"#, #"{"user":"b"}"#, #"{"user":"\u0061"}"#, "{}", "{}", #"{"user":1}"#, #"{"user":"1"}"#,
      #"{"user":null}"#,
    ]
    #expect(events.map { throttle.decide($0) == .kept } == [true, true, false, true, false, true, true, true])
  }

  @Test func `A key of several fields does not confuse where one value ends`() {
    var throttle = StageProbe(.throttle, "{ rate: 1/min, key: [event.data.a, event.data.b] }")
    let events = [#"{"a":"x","b":"yz"}"#, #"{"a":"xy","b":"z"}"#, #"{"a":"xyz"}"#, #"{"b":"xyz"}"#, #"{"a":"xyz"}"#]
    #expect(events.map { throttle.decide($0) == .kept } == [true, true, true, true, false])
  }

  @Test func `With all places taken, the key that was used longest ago is forgotten`() {
    var throttle = StageProbe(.throttle, "{ rate: 1/d, key: event.data.k, max_keys: 2 }")
    let keys = [1, 2, 1, 3, 1, 2]
    #expect(keys.map { throttle.decide(#"{"k":\#($0)}"#) == .kept } == [true, true, false, true, false, true])
  }

  @Test(arguments: 1...8)
  func `Random arrivals are decided as by a naive token count`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (count, period) = (Int.random(in: 1...50, using: &random), [1, 60, 3600].randomElement(using: &random) ?? 1)
    let burst = Int.random(in: 1...20, using: &random)
    let unit = [1: "s", 60: "min", 3600: "h"][period] ?? "s"
    var throttle = StageProbe(.throttle, "{ rate: \(count)/\(unit), burst: \(burst), key: event.data.k, max_keys: 5 }")
    var models = (0..<5).map { _ in NaiveBucket(count: count, period: period, burst: burst) }
    var now: Int64 = 0
    for _ in 0..<2000 {
      now += Int64.random(in: 0...Int64(period * 1_000_000 / count / 3), using: &random)
      let key = Int.random(in: 0..<5, using: &random)
      let decision = throttle.decide(#"{"k":\#(key)}"#, at: .start(plus: .microseconds(now)))
      #expect((decision == .kept) == models[key].take(at: now))
    }
  }
}

/// Exact by brute force: a level in token-microseconds, from the first arrival on, in 128 bits.
private struct NaiveBucket {
  let count: Int
  let period: Int
  let burst: Int
  var level: Int128?
  var last: Int64 = 0

  mutating func take(at now: Int64) -> Bool {
    let token = Int128(period) * 1_000_000
    let full = Int128(burst) * token
    var level = min(full, (level ?? full) + Int128(now - last) * Int128(count))
    last = now
    defer { self.level = level }
    guard level >= token else { return false }
    level -= token
    return true
  }
}
