import DequeModule
import RouterCore

/// What a rule remembers of its groups: a value, stepped with matching events. At most `maxGroups` groups: the one whose last
/// event is longest ago is forgotten.
struct RuleWindows: Sendable {
  let terms: RuleTerms
  private(set) var groups: [String: GroupState] = [:]
  /// Groups by their last event; an entry whose stamp is not the group's any more has a younger one behind it.
  private var order: Deque<(group: String, stamp: Int64)> = []
  private var stamp: Int64 = 0
  /// Groups that have changed or gone since this was asked last.
  private var touched: Set<String> = []

  /// - Parameter groups: from an earlier life.
  init(_ terms: RuleTerms, groups: [String: GroupState] = [:]) {
    self.terms = terms
    self.groups = groups
    order = Deque(groups.map { ($0.key, $0.value.stamp) }.sorted { $0.1 < $1.1 })
    stamp = order.last?.stamp ?? 0
    // The config may allow fewer than before.
    while self.groups.count > terms.maxGroups { forgetOldest() }
  }

  /// Counts an event.
  /// - Parameter time: the log's; never before that of an earlier event.
  /// - Returns: whether the rule speaks.
  mutating func note(_ group: String, at time: Timestamp) -> Bool {
    forgetSpent(at: time)
    if groups[group] == nil, groups.count >= terms.maxGroups { forgetOldest() }
    stamp += 1
    let speaks = groups[group, default: GroupState()].note(time, terms)
    groups[group]?.stamp = stamp
    order.append((group, stamp))
    touched.insert(group)
    if order.count > 2 * groups.count + 16 { order.removeAll { groups[$0.group]?.stamp != $0.stamp } }
    return speaks
  }

  /// What has changed since this was asked last: nil for a group that has gone.
  mutating func takeChanges() -> [(group: String, state: GroupState?)] {
    defer { touched.removeAll(keepingCapacity: true) }
    return touched.map { ($0, groups[$0]) }
  }

  // MARK: Forgetting

  private mutating func forgetOldest() {
    while let oldest = order.popFirst() {
      guard groups[oldest.group]?.stamp == oldest.stamp else { continue }
      return forget(oldest.group)
    }
  }

  /// Two for each that may come: the table shrinks when the groups do.
  private mutating func forgetSpent(at time: Timestamp) {
    for _ in 0..<2 {
      while let oldest = order.first, groups[oldest.group]?.stamp != oldest.stamp { order.removeFirst() }
      guard let oldest = order.first, groups[oldest.group]?.isSpent(at: time, terms) == true else { return }
      order.removeFirst()
      forget(oldest.group)
    }
  }

  private mutating func forget(_ group: String) {
    groups[group] = nil
    touched.insert(group)
  }
}
