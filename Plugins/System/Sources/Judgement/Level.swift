/// How well something works, in the words of `system_status`.
enum Level: String, Sendable, CaseIterable, Comparable {
  case healthy
  /// It works, with losses or not for long.
  case degraded
  /// It does not do what it is there for.
  case unhealthy

  static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .healthy: 0
    case .degraded: 1
    case .unhealthy: 2
    }
  }
}
