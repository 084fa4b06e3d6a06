import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct PacerTests {
  @Test(arguments: [(10.0, Duration.seconds(1)), (3, .seconds(60)), (1000, .seconds(1))])
  func `Requests are spread evenly, however late each one is`(count: Double, period: Duration) {
    var pacer = Pacer(Rate(count, per: period))
    var random = SplitMix64(seed: UInt64(count))
    var now = VirtualTime.start
    var taken: [Timestamp] = []
    while now < VirtualTime.start + period * 10 {
      if let opening = pacer.opening(at: now) {
        #expect(opening > now)
        now = opening + .microseconds(Int64.random(in: 0...5000, using: &random))
      } else {
        pacer.take(at: now)
        taken.append(now)
      }
    }
    #expect(abs(Double(taken.count) - count * 10) <= count / 10 + 1, "\(taken.count)")
  }

  @Test func `A long pause is not made up for`() {
    var pacer = Pacer(Rate(10, per: .seconds(1)))
    pacer.take(at: VirtualTime.start)
    let later = VirtualTime.start + .seconds(3600)
    #expect(pacer.opening(at: later) == nil)
    pacer.take(at: later)
    #expect(pacer.opening(at: later) == later + .milliseconds(80))
  }

  @Test func `A clock that is set back does not stop the requests`() {
    var pacer = Pacer(Rate(1, per: .seconds(60)))
    pacer.take(at: VirtualTime.start)
    #expect(pacer.opening(at: VirtualTime.start - .seconds(3600)) == nil)
  }
}
