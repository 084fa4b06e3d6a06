import TestSupport
import Testing

@testable import RouterGateway

struct EventMaskTests {
  @Test(arguments: 1...50)
  func `A mask is the set of its positions`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let positions = Set((0..<EventMask.capacity).filter { _ in Bool.random(using: &random) })
    var mask = EventMask()
    for position in positions.shuffled(using: &random) { mask.insert(position) }
    #expect(Array(mask) == positions.sorted())
    #expect((mask.count, mask.last) == (positions.count, positions.max()))
    #expect((0..<EventMask.capacity).allSatisfy { mask.contains($0) == positions.contains($0) })
  }

  @Test func `The ends are in reach`() {
    #expect(EventMask().isEmpty && EventMask().last == nil)
    var mask = EventMask()
    mask.insert(63)
    #expect((mask.last, mask.count) == (63, 1))
  }
}
