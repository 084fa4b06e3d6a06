import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

struct WindowStageTests {
  // VirtualTime.start is 2024-01-15T10:30:00Z, a multiple of ten seconds.

  @Test func `A window ends in one event per group`() {
    var window = StageProbe(
      .window, "{ every: 10s, group_by: [event.agent, event.data.type], sum: event.data.took }")
    for data in [
      #"{"agent_id":"a","type":"x","took":1}"#, #"{"agent_id":"b","type":"x","took":2.5}"#,
      #"{"agent_id":"a","type":"x","took":2}"#, #"{"agent_id":"a","took":"long"}"#,
    ] {
      #expect(window.decide(data, at: .start(plus: .seconds(3))) == .absorbed)
      #expect(window.emitted.isEmpty)
    }
    #expect(window.stage.deadline == .start(plus: .seconds(10)))
    window.advance(to: .start(plus: .seconds(10)))
    let head = #"{"stage":"sample","window_start":"2024-01-15T10:30:00Z","window_end":"2024-01-15T10:30:10Z","#
    #expect(
      window.emitted.map(\.data.description) == [
        head + #""group":{"agent":"b","type":"x"},"count":1,"sum":{"took":2.5}}"#,
        head + #""group":{"agent":"a","type":"x"},"count":2,"sum":{"took":3}}"#,
        head + #""group":{"agent":"a","type":null},"count":1,"sum":{"took":0}}"#,
      ])
    #expect(window.emitted.map(\.typeName) == ["window_summary", "window_summary", "window_summary"])
    #expect(window.emitted.map(\.agent) == ["b", "a", "a"])
    #expect(window.emitted.allSatisfy { $0.time == .start(plus: .seconds(10)) && $0.source == "sample" })
    #expect(window.stage.deadline == nil)
  }

  @Test(arguments: [(0, 10), (9.999999, 10), (10, 20), (3605, 3610)])
  func `Windows begin at multiples of their length and do not contain their end`(second: Double, end: Double) {
    var window = StageProbe(.window, "every: 10s")
    _ = window.decide(.sample(), at: .start(plus: .seconds(second)))
    #expect(window.stage.deadline == .start(plus: .seconds(end)))
  }

  @Test func `An event after the end first closes the window`() {
    var window = StageProbe(.window, "every: 10s")
    _ = window.decide(.sample(), at: .start(plus: .seconds(1)))
    _ = window.decide(.sample(), at: .start(plus: .seconds(25)))
    #expect(window.emitted.map(\.counted) == [1])
    #expect(window.stage.deadline == .start(plus: .seconds(30)))
  }

  @Test func `Fields are named by the last part of their path, or as the config says`() {
    var window = StageProbe(
      .window, "{ every: 1s, group_by: { kind: event.type, who: event.data.by.name }, sum: [event.data.a.n] }")
    _ = window.decide(#"{"by":{"name":"x\ny"},"a":{"n":1}}"#)
    window.advance(to: .distantFuture)
    #expect(
      window.emitted[0].data.description.hasSuffix(
        #""group":{"kind":"agent_status","who":"x\ny"},"count":1,"sum":{"n":1}}"#))
  }

  @Test func `With all places taken, the group that has waited longest is emitted early`() {
    var window = StageProbe(.window, "{ every: 10s, group_by: event.data.k, max_groups: 2 }")
    var early: [Event] = []
    for key in [1, 2, 1, 1, 3, 2] {
      _ = window.decide(#"{"k":\#(key)}"#)
      early += window.emitted
    }
    #expect(early.map(\.counted) == [1, 3])
    window.advance(to: .distantFuture)
    #expect(window.emitted.map(\.counted) == [1, 1])
  }

  @Test func `Sums are exact for whole numbers and go on beyond them`() {
    var window = StageProbe(.window, "{ every: 1s, sum: [event.data.a, event.data.b, event.data.c] }")
    for data in [
      #"{"a":9007199254740993,"b":9223372036854775807,"c":0.5}"#, #"{"a":2,"b":1,"c":1e308}"#,
      #"{"a":1.0,"b":null,"c":1.7e308}"#,
    ] { _ = window.decide(data) }
    window.advance(to: .distantFuture)
    #expect(
      window.emitted[0].data.description.hasSuffix(
        #""sum":{"a":9007199254740996,"b":9.223372036854776e+18,"c":1.7976931348623157e+308}}"#))
  }

  @Test func `Long values are cut in the summary but stay apart`() {
    var window = StageProbe(.window, "{ every: 1s, group_by: event.data.k }")
    let long = String(repeating: "x", count: 1000)
    for tail in ["a", "b"] { _ = window.decide(#"{"k":"\#(long)\#(tail)"}"#) }
    window.advance(to: .distantFuture)
    #expect(window.emitted.count == 2)
    #expect(window.emitted[0].data.root[["group", "k"]]?.string == String(repeating: "x", count: 256))
  }

  @Test func `A copy goes its own way`() {
    var window = StageProbe(.window, "every: 10s")
    _ = window.decide(.sample())
    var copy = window
    _ = copy.decide(.sample())
    window.advance(to: .distantFuture)
    copy.advance(to: .distantFuture)
    #expect(window.emitted.map(\.counted) == [1])
    #expect(copy.emitted.map(\.counted) == [2])
  }

  @Test(arguments: 1...8)
  func `Random events are counted as by a naive grouping`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var window = StageProbe(.window, "{ every: 5s, group_by: event.data.k, sum: event.data.n, max_groups: 4 }")
    var expected: [NaiveGroup: [Int]] = [:]
    var found: [NaiveGroup: [Int]] = [:]
    var now = VirtualTime.start
    for _ in 0..<3000 {
      now = now + .milliseconds(Int.random(in: 0...400, using: &random))
      let (key, value) = (Int.random(in: 0..<8, using: &random), Int.random(in: -9...9, using: &random))
      let start = Timestamp(microseconds: now.microseconds / 5_000_000 * 5_000_000)
      expected[NaiveGroup(start: start.text, key: key), default: []].append(value)
      if let deadline = window.stage.deadline, deadline <= now {
        window.advance(to: now)
        window.emitted.forEach { found.add($0) }
      }
      _ = window.decide(#"{"k":\#(key),"n":\#(value)}"#, at: now)
      window.emitted.forEach { found.add($0) }
    }
    window.advance(to: .distantFuture)
    window.emitted.forEach { found.add($0) }
    #expect(found.mapValues { $0[0] } == expected.mapValues(\.count))
    #expect(found.mapValues { $0[1] } == expected.mapValues { $0.reduce(0, +) })
  }
}

private struct NaiveGroup: Hashable {
  let start: String
  let key: Int
}

extension [NaiveGroup: [Int]] {
  /// Adds up counts and sums of the parts of a group.
  fileprivate mutating func add(_ event: Event) {
    let root = event.data.root
    guard let start = root["window_start"]?.string, let key = root[["group", "k"]]?.int,
      let sum = root[["sum", "n"]]?.int
    else {
      Issue.record("no summary: \(event.data)")
      return
    }
    let group = NaiveGroup(start: start, key: key)
    let before = self[group] ?? [0, 0]
    self[group] = [before[0] + event.counted, before[1] + sum]
  }
}

extension Event {
  /// The count of a summary.
  var counted: Int { data.root["count"]?.int ?? -1 }
}
