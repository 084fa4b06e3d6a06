/// What must not happen.
struct FaultReport: Sendable, Equatable {
  var lost = 0
  /// Came after a later one of the same connection.
  var late = 0
  var repeated = 0
  /// Came on another connection than its own.
  var foreign = 0
  /// How the server ended connections in the middle, one entry each.
  var endings: [String] = []

  var isEmpty: Bool { lost == 0 && late == 0 && repeated == 0 && foreign == 0 && endings.isEmpty }

  /// How often each ending was seen, most often first.
  var groupedEndings: [(reason: String, count: Int)] {
    Dictionary(grouping: endings) { $0 }.map { (reason: $0.key, count: $0.value.count) }
      .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }
}
