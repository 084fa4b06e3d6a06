/// Checks the numbers that one connection gets: each of its own once, in order.
struct SequenceCheck {
  enum Verdict: Equatable {
    case inOrder
    /// It was missing and has come after a later one.
    case late
    case repeated
    /// A number of another connection.
    case foreign
  }

  private let offset: UInt64
  private let stride: UInt64
  private var next: UInt64
  private var missing = MissingNumbers()
  /// Different numbers so far.
  private(set) var count = 0

  /// The connection is to get `offset`, `offset + stride` and so on.
  init(offset: Int, stride: Int) {
    self.offset = UInt64(offset)
    self.stride = UInt64(stride)
    next = UInt64(offset)
  }

  mutating func accept(_ number: UInt64) -> Verdict {
    if number == next {
      next &+= stride
      count += 1
      return .inOrder
    }
    return acceptUnexpected(number)
  }

  private mutating func acceptUnexpected(_ number: UInt64) -> Verdict {
    guard number % stride == offset else { return .foreign }
    if number > next {
      missing.append(next / stride..<number / stride)
      next = number &+ stride
      count += 1
      return .inOrder
    }
    guard missing.remove(number / stride) else { return .repeated }
    count += 1
    return .late
  }

  /// How many numbers below `end` are this connection's.
  func expected(below end: UInt64) -> Int { end > offset ? Int((end - offset + stride - 1) / stride) : 0 }
}

/// Numbers that were skipped and may still come, so that a late one can be told from a repeated one.
struct MissingNumbers {
  /// What a connection may remember. If there are more gaps the oldest are forgotten, and what then comes late counts as
  /// repeated: both make the run a failed one.
  static let maxRanges = 1024

  /// Ascending, not empty, not adjacent.
  private(set) var ranges: [Range<UInt64>] = []

  /// Adds numbers behind all that are there.
  mutating func append(_ range: Range<UInt64>) {
    if ranges.count == Self.maxRanges { ranges.removeFirst() }
    ranges.append(range)
  }

  /// False if the number is not there.
  mutating func remove(_ number: UInt64) -> Bool {
    guard let index = ranges.firstIndex(where: { $0.contains(number) }) else { return false }
    let range = ranges[index]
    let rest = [range.lowerBound..<number, number + 1..<range.upperBound].filter { !$0.isEmpty }
    ranges.replaceSubrange(index...index, with: rest)
    return true
  }
}
