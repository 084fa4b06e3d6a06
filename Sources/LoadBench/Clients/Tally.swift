import Histogram

/// What the connections of one event loop have counted.
struct Tally: Sendable {
  /// Nanoseconds from send to arrival, since the last `beginPart`. Three digits, at most an hour.
  private(set) var latency = Tally.emptyLatency
  /// Of the payloads of those frames, as they came, since the last `beginPart`.
  var bytes = 0
  /// Since the beginning.
  private(set) var late = 0
  private(set) var repeated = 0
  private(set) var foreign = 0
  /// Messages that are neither ours nor answers: other events that the clients are subscribed to.
  var others = 0

  private static let maxLatency: UInt64 = 3_600_000_000_000
  private static var emptyLatency: Histogram<UInt64> {
    Histogram(highestTrackableValue: maxLatency, numberOfSignificantValueDigits: .three)
  }

  mutating func beginPart() {
    latency.reset()
    bytes = 0
  }

  mutating func record(_ verdict: SequenceCheck.Verdict, latency nanoseconds: UInt64) {
    _ = latency.record(min(nanoseconds, Self.maxLatency))
    switch verdict {
    case .inOrder: break
    case .late: late += 1
    case .repeated: repeated += 1
    case .foreign: foreign += 1
    }
  }

  mutating func add(_ other: Tally) {
    latency.add(other.latency)
    bytes += other.bytes
    late += other.late
    repeated += other.repeated
    foreign += other.foreign
    others += other.others
  }
}
