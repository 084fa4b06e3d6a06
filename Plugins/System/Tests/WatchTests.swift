import RouterCore
import TestSupport
import Testing

@testable import SystemPlugin

struct WatchTests {
  /// Looks at one-second steps: h, d and u are the levels. What is told, as `second:level`.
  private func run(_ looks: String, raise: Int, clear: Int) -> [String] {
    var (watch, ids) = (Watch(), 0)
    return looks.enumerated().compactMap { second, letter in
      let seen: Level = letter == "u" ? .unhealthy : letter == "d" ? .degraded : .healthy
      let hasChanged = watch.step(
        seen, at: VirtualTime.start + .seconds(second), raiseAfter: .seconds(raise), clearAfter: .seconds(clear)
      ) {
        ids += 1
        return "\(ids)"
      }
      return hasChanged ? "\(second):\(watch.level.rawValue)#\(watch.alertID ?? "")" : nil
    }
  }

  @Test(
    arguments: [
      ("hhdddhh", 0, 0, ["2:degraded#1", "5:healthy#1"]),
      ("hhdddhh", 2, 1, ["4:degraded#1", "6:healthy#1"]),
      ("hdhdhdhd", 1, 0, []),
      ("ddhdhdhhhh", 1, 2, ["1:degraded#1", "8:healthy#1"]),
      ("dhdhdhd", 0, 2, ["0:degraded#1"]),
      ("dduuhh", 0, 1, ["0:degraded#1", "2:unhealthy#1", "5:healthy#1"]),
      ("dudu", 2, 0, ["2:degraded#1"]),
      ("uuddddhhh", 0, 2, ["0:unhealthy#1", "4:degraded#1", "8:healthy#1"]),
      ("uudhdhhh", 0, 2, ["0:unhealthy#1", "4:degraded#1", "7:healthy#1"]),
      ("dhhdhh", 0, 1, ["0:degraded#1", "2:healthy#1", "3:degraded#2", "5:healthy#2"]),
    ] as [(String, Int, Int, [String])])
  func `What comes and goes is told once`(looks: String, raise: Int, clear: Int, told: [String]) {
    #expect(run(looks, raise: raise, clear: clear) == told)
  }

  @Test func `When the clock is set back the time is counted anew`() {
    var watch = Watch()
    func look(_ second: Int) -> Bool {
      watch.step(
        .degraded, at: VirtualTime.start + .seconds(second), raiseAfter: .seconds(5), clearAfter: .seconds(5)
      ) { "a" }
    }
    #expect([100, 3, 7].map(look) == [false, false, false])
    #expect(look(8))
  }

  /// Says the same from the whole history.
  private struct NaiveWatch {
    var history: [(at: Timestamp, seen: Level)] = []
    var level = Level.healthy
    var toldAt = -1

    mutating func step(_ seen: Level, at time: Timestamp, raise: Duration, clear: Duration) -> Bool {
      history.append((time, seen))
      func lasts(_ duration: Duration, _ holds: (Level) -> Bool) -> Bool {
        var index = history.count - 1
        guard holds(history[index].seen) else { return false }
        while index - 1 > toldAt, holds(history[index - 1].seen) { index -= 1 }
        return time - history[index].at >= duration
      }
      guard lasts(raise, { $0 > level }) || lasts(clear, { $0 < level }) else { return false }
      level = seen
      toldAt = history.count - 1
      return true
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `Whatever is seen, it is told as a naive model tells it`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let raise = Duration.seconds(Int.random(in: 0...6, using: &random))
    let clear = Duration.seconds(Int.random(in: 0...6, using: &random))
    var (watch, naive, time) = (Watch(), NaiveWatch(), VirtualTime.start)
    var seen = Level.healthy
    for _ in 0..<200 {
      if Int.random(in: 0..<3, using: &random) == 0 { seen = Level.allCases.randomElement(using: &random) ?? .healthy }
      let hasChanged = watch.step(seen, at: time, raiseAfter: raise, clearAfter: clear) { "a" }
      #expect(hasChanged == naive.step(seen, at: time, raise: raise, clear: clear))
      #expect(watch.level == naive.level)
      #expect(!hasChanged || watch.level == seen)
      time = time + .milliseconds(Int.random(in: 100...3000, using: &random))
    }
  }
}
