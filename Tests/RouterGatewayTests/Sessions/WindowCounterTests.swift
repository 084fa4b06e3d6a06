import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

struct WindowCounterTests {
  @Test func `A window starts with its first event and ends a minute later`() {
    var counter = WindowCounter()
    let counts = [0, 1, 59, 60, 119, 121].map { second in
      counter.count(at: VirtualTime.start + .seconds(second), window: .seconds(60))
    }
    #expect(counts == [1, 2, 3, 1, 2, 1])
  }
}
