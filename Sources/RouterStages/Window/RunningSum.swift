import RouterCore

/// A sum of JSON numbers: exact while they are whole and fit, otherwise as precise as Doubles.
struct RunningSum: Sendable {
  enum Value: Sendable, Hashable {
    case whole(Int)
    case real(Double)
  }

  private var whole = 0
  /// Fractions, and what did not fit; nil as long as there was nothing of the kind.
  private var rest: Double?

  var value: Value {
    guard let rest else { return .whole(whole) }
    let sum = Double(whole) + rest
    return .real(min(max(sum, -.greatestFiniteMagnitude), .greatestFiniteMagnitude))
  }

  mutating func add(_ value: FieldValue) {
    guard case .json(let node) = value, let double = node.double else { return }
    // `int` of a number with a fraction is slow, so it is asked only where a Double may be too coarse.
    let int = double.magnitude < 0x1p53 ? Int(exactly: double) : node.int
    guard let int else {
      rest = (rest ?? 0) + double
      return
    }
    let (sum, overflow) = whole.addingReportingOverflow(int)
    if overflow { rest = (rest ?? 0) + double } else { whole = sum }
  }
}
