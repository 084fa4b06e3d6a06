import RouterCore

/// What ended within the last minute, second by second.
struct InferenceWindow: Sendable {
  /// Seconds.
  static let length: Int64 = 60

  private var tallies: [Int64: Tally] = [:]

  /// - Parameter second: since 1970.
  mutating func add(_ tally: Tally, at second: Int64) {
    tallies[second, default: Tally()] += tally
    let newest = max(second, tallies.keys.max() ?? second)
    tallies = tallies.filter { $0.key > newest - Self.length }
  }

  /// All of it that is not too old.
  func sum(at now: Timestamp) -> Tally {
    let start = Self.second(of: now) - Self.length
    return tallies.reduce(into: Tally()) { if $1.key > start { $0 += $1.value } }
  }

  static func second(of time: Timestamp) -> Int64 {
    let (seconds, rest) = time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return rest < 0 ? seconds - 1 : seconds
  }
}
