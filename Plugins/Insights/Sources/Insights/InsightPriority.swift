import ConfigSchema

/// How urgent an insight is.
enum InsightPriority: String, ConfigChoice, Comparable {
  case low
  case medium
  case high
  case critical

  /// What an insight has that says nothing about it.
  static let standard = InsightPriority.medium

  static let names = allCases.map(\.rawValue)

  /// As the store keeps it: 0 is the least urgent.
  var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    case .critical: 3
    }
  }

  init?(rank: Int) {
    guard let priority = Self.allCases.first(where: { $0.rank == rank }) else { return nil }
    self = priority
  }

  static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
