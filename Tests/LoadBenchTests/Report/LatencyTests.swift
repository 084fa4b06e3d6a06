import TestSupport
import Testing

@testable import LoadBench

struct LatencyTests {
  @Test func `Percentiles are those of the sorted values, to three digits`() throws {
    for seed in 0..<20 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      // From nanoseconds to minutes, in two tallies.
      let values = (0..<5_000).map { _ in random.next() >> UInt64.random(in: 28...60, using: &random) }
      var (tally, other) = (Tally(), Tally())
      for (index, value) in values.enumerated() {
        if index.isMultiple(of: 2) {
          tally.record(.inOrder, latency: value)
        } else {
          other.record(.late, latency: value)
        }
      }
      tally.add(other)
      let report = try #require(LatencyReport(tally.latency))
      let sorted = values.sorted()
      for (share, found) in [
        (0.5, report.p50), (0.9, report.p90), (0.99, report.p99), (0.999, report.p999), (1, report.max),
      ] {
        let exact = Double(sorted[Int((share * Double(sorted.count)).rounded(.up)) - 1]) / 1e6
        #expect(abs(found - exact) <= exact * 0.001 + 1e-9, "\(share): \(found) instead of \(exact)")
      }
      #expect(tally.late == values.count / 2)
    }
  }

  @Test func `Hours are the most that is counted, and a part begins with nothing`() throws {
    var tally = Tally()
    tally.record(.inOrder, latency: .max)
    #expect(try #require(LatencyReport(tally.latency)).max.rounded() >= 3_600_000)
    tally.beginPart()
    #expect(LatencyReport(tally.latency) == nil)
  }
}
