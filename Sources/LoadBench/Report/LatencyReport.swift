import Histogram

/// The spread of latencies, in milliseconds.
package struct LatencyReport: Sendable, Equatable {
  package let mean: Double
  package let p50: Double
  package let p90: Double
  package let p99: Double
  package let p999: Double
  package let max: Double

  /// Nil without a single value. Values are exact to three digits, and never above what was recorded last in a bucket.
  init?(_ histogram: Histogram<UInt64>) {
    guard histogram.totalCount > 0 else { return nil }
    func percentile(_ share: Double) -> Double { Double(histogram.valueAtPercentile(share)) / 1e6 }
    mean = histogram.mean / 1e6
    (p50, p90, p99, p999) = (percentile(50), percentile(90), percentile(99), percentile(99.9))
    max = percentile(100)
  }
}
