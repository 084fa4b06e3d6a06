import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

struct LivenessTests {
  private static func at(_ second: Int) -> Timestamp { VirtualTime.start + .seconds(second) }

  @Test func `A silent peer is pinged, then given up`() {
    var liveness = Liveness(pingEvery: .seconds(20), timeout: .seconds(30), at: Self.at(0))
    let verdicts = [1, 19, 20, 21, 40, 49, 50, 51].map { liveness.check(at: Self.at($0)) }
    #expect(verdicts == [.nothing, .nothing, .ping, .nothing, .ping, .nothing, .dead, .dead])
  }

  @Test func `Whatever is heard keeps a peer alive`() {
    var liveness = Liveness(pingEvery: .seconds(20), timeout: .seconds(20), at: Self.at(0))
    for second in stride(from: 20, through: 200, by: 20) {
      #expect(liveness.check(at: Self.at(second)) == .ping)
      liveness.heard()
    }
  }
}
