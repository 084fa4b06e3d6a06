import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

struct TimerWheelTests {
  private final class Target: TimerTarget {
    var timer: TimerWheel.Place?
    var calls: [Timestamp] = []
    var next: (Timestamp) -> Timestamp? = { _ in nil }

    func timeHasCome(_ now: Timestamp) -> Timestamp? {
      calls.append(now)
      return next(now)
    }
  }

  private static func at(_ second: Int) -> Timestamp { VirtualTime.start + .seconds(second) }

  @Test func `A target is called once, at its moment and not before`() {
    let wheel = TimerWheel(VirtualTime())
    let target = Target()
    wheel.set(target, at: Self.at(5))
    wheel.advance(to: Self.at(4))
    #expect(target.calls.isEmpty)
    for second in 5...20 { wheel.advance(to: Self.at(second)) }
    #expect(target.calls == [Self.at(5)])
    #expect(wheel.count == 0)
  }

  @Test func `The later moment is set by the call itself`() {
    let wheel = TimerWheel(VirtualTime())
    let target = Target()
    target.next = { $0 + .seconds(20) }
    wheel.set(target, at: Self.at(20))
    for second in 1...100 { wheel.advance(to: Self.at(second)) }
    #expect(target.calls == [20, 40, 60, 80, 100].map(Self.at))
  }

  @Test func `A clock that jumps over a whole turn calls everybody once, one that is set back nobody`() {
    let wheel = TimerWheel(VirtualTime())
    let targets = (0..<2000).map { _ in Target() }
    for (second, target) in targets.enumerated() { wheel.set(target, at: Self.at(second + 1)) }
    wheel.advance(to: Self.at(-1000))
    #expect(targets.allSatisfy { $0.calls.isEmpty })
    wheel.advance(to: Self.at(3000))
    #expect(targets.allSatisfy { $0.calls.count == 1 })
  }

  /// Moments beyond a turn of the wheel are called early; the target then says so and is set again.
  @Test(arguments: 1...20)
  func `Against a list: whatever is set, moved and cancelled`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let wheel = TimerWheel(VirtualTime())
    let targets = (0..<50).map { _ in Target() }
    var due: [Int: Timestamp] = [:]
    var now = Self.at(0)
    var called: [Int: Int] = [:]
    for index in targets.indices {
      targets[index].next = { now in due[index].flatMap { now < $0 ? $0 : nil } }
    }
    for _ in 0..<500 {
      let index = Int.random(in: targets.indices, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        due[index] = now + .seconds(Int.random(in: 1...2000, using: &random))
        wheel.set(targets[index], at: due[index] ?? now)
      case 1:
        due[index] = nil
        wheel.cancel(targets[index])
      default:
        now = now + .seconds(Int.random(in: 0...30, using: &random))
        wheel.advance(to: now)
        for (index, moment) in due where moment <= now {
          #expect(targets[index].calls.last == now)
          due[index] = nil
          called[index, default: 0] += 1
        }
      }
      #expect(wheel.count == due.count)
    }
    #expect(!called.isEmpty)
  }
}
