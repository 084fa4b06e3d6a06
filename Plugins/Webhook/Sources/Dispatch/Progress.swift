import RouterCore

/// What is known of events that the engine will offer again: requests end in any order, but an answer to the engine counts
/// from the front of a batch.
struct Progress: Sendable {
  /// As many as the largest batch has. What is forgotten beyond is sent twice, with the same ids.
  static let limit = 10_000

  private var fates: [EventNumber: Fate] = [:]
  private(set) var groups: [[EventNumber]] = []

  func fate(of number: EventNumber) -> Fate? { fates[number] }

  var count: Int { fates.count }

  /// Replaces what was known of a batch by what came out of it.
  mutating func update(_ plan: DispatchPlan) {
    let leftovers = plan.leftovers
    for item in plan.items { fates[item.number] = leftovers.fates[item.number] }
    groups = leftovers.groups
    if fates.count > Self.limit {
      for number in fates.keys.sorted().prefix(fates.count - Self.limit) { fates[number] = nil }
    }
  }
}
