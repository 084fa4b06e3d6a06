import NIOCore

/// Nanoseconds of the clock that never goes back; comparable within this process only.
enum MonotonicTime {
  static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }
}

extension Duration {
  /// Saturates; negative ones are 0.
  var nanoseconds: UInt64 {
    guard self > .zero else { return 0 }
    let (seconds, attoseconds) = components
    let (whole, isOver) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return isOver ? .max : whole &+ UInt64(attoseconds / 1_000_000_000)
  }

  var timeAmount: TimeAmount { .nanoseconds(Int64(clamping: nanoseconds)) }
}

/// A length of time as a number to calculate with.
struct Seconds {
  let value: Double

  init(from start: UInt64, to end: UInt64) { value = end > start ? Double(end - start) / 1e9 : 0 }
}
