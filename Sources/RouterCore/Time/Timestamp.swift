/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Sendable, Hashable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static let distantPast = Timestamp(microseconds: .min)
  package static let distantFuture = Timestamp(microseconds: .max)

  package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  /// Saturates at the ends of time instead of trapping.
  package static func + (moment: Self, duration: Duration) -> Self {
    let (sum, overflow) = moment.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
    guard overflow else { return Timestamp(microseconds: sum) }
    return duration < .zero ? .distantPast : .distantFuture
  }

  /// Saturates at the ends of time instead of trapping.
  package static func - (moment: Self, duration: Duration) -> Self {
    let (difference, overflow) = moment.microseconds.subtractingReportingOverflow(duration.wholeMicroseconds)
    guard overflow else { return Timestamp(microseconds: difference) }
    return duration < .zero ? .distantFuture : .distantPast
  }

  /// Saturates at what 64 bits of microseconds hold.
  package static func - (later: Self, earlier: Self) -> Duration {
    let (difference, overflow) = later.microseconds.subtractingReportingOverflow(earlier.microseconds)
    guard overflow else { return .microseconds(difference) }
    return .microseconds(later < earlier ? Int64.min : .max)
  }
}

extension Duration {
  /// Rounded up: who comes back then does not come too early.
  package var wholeSeconds: Int {
    let (seconds, attoseconds) = components
    return Int(clamping: attoseconds > 0 ? seconds + 1 : seconds)
  }
}

extension Duration {
  /// Saturates at about 292,000 years either way.
  package var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, isCarried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    guard isOver || isCarried else { return sum }
    return seconds < 0 ? .min : .max
  }
}
