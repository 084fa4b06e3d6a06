import RouterCore

/// How far a dashboard looks back from now.
enum Timeframe: String, CaseIterable, Sendable {
  /// What is now; what is new since a day ago.
  case current
  case hour
  case day
  case week
  case month
  case quarter
  case year

  static let names = allCases.map(\.rawValue)

  private static let aDay = 86_400

  var length: Duration {
    switch self {
    case .hour: .seconds(3600)
    case .current, .day: .seconds(Self.aDay)
    case .week: .seconds(7 * Self.aDay)
    case .month: .seconds(30 * Self.aDay)
    case .quarter: .seconds(91 * Self.aDay)
    case .year: .seconds(365 * Self.aDay)
    }
  }

  /// Into how many steps trends divide it.
  private var steps: Int {
    switch self {
    case .hour, .year: 12
    case .current, .day: 24
    case .week: 7
    case .month: 30
    case .quarter: 13
    }
  }

  /// The ends of the steps, ascending; the last is now.
  func stepEnds(until now: Timestamp) -> [Timestamp] {
    let step = length.wholeMicroseconds / Int64(steps)
    return (0..<Int64(steps)).reversed().map { now - .microseconds(step * $0) }
  }
}
