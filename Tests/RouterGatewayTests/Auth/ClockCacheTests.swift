import TestSupport
import Testing

@testable import RouterGateway

struct ClockCacheTests {
  @Test func `What was asked for lately stays when room is needed`() {
    var cache = ClockCache<Int, String>(capacity: 3)
    for key in 1...3 { cache.insert("\(key)", for: key) }
    #expect(cache.value(for: 1) == "1")
    cache.insert("4", for: 4)
    #expect(cache.value(for: 2) == nil)
    #expect((cache.value(for: 1), cache.value(for: 3), cache.value(for: 4)) == ("1", "3", "4"))
  }

  @Test func `When everything was asked for lately, the oldest goes`() {
    var cache = ClockCache<Int, Int>(capacity: 3)
    for key in 1...3 { cache.insert(key, for: key) }
    for key in 1...3 { _ = cache.value(for: key) }
    cache.insert(4, for: 4)
    #expect((1...4).compactMap { cache.value(for: $0) } == [2, 3, 4])
  }

  @Test func `A capacity below one is one`() {
    var cache = ClockCache<Int, Int>(capacity: 0)
    cache.insert(1, for: 1)
    cache.insert(2, for: 2)
    #expect(cache.value(for: 1) == nil && cache.value(for: 2) == 2)
  }

  /// Whatever is asked, inserted and removed: a value is right or forgotten, and nothing is forgotten while there is room.
  @Test(arguments: 1...6)
  func `It agrees with a dictionary`(_ capacity: Int) {
    var random = SplitMix64(seed: UInt64(capacity))
    var cache = ClockCache<Int, Int>(capacity: capacity)
    var all: [Int: Int] = [:]
    for step in 0..<5000 {
      let key = Int.random(in: 0..<10, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        cache.insert(step, for: key)
        all[key] = step
        #expect(cache.value(for: key) == step)
      case 1:
        cache.remove(key)
        all[key] = nil
        #expect(cache.value(for: key) == nil)
      default:
        let value = cache.value(for: key)
        #expect(value == nil || value == all[key])
      }
      #expect(cache.count <= capacity)
    }
    let kept = (0..<10).filter { cache.value(for: $0) != nil }
    #expect(kept.count == cache.count)
    #expect(kept.allSatisfy { cache.value(for: $0) == all[$0] })
  }

  @Test(arguments: 10...12)
  func `It is a dictionary while there is room`(_ capacity: Int) {
    var random = SplitMix64(seed: UInt64(capacity))
    var cache = ClockCache<Int, Int>(capacity: capacity)
    var all: [Int: Int] = [:]
    for step in 0..<5000 {
      let key = Int.random(in: 0..<10, using: &random)
      if Bool.random(using: &random) {
        cache.insert(step, for: key)
        all[key] = step
      } else {
        cache.remove(key)
        all[key] = nil
      }
      let looked = Int.random(in: 0..<10, using: &random)
      #expect(cache.value(for: looked) == all[looked])
    }
  }
}
