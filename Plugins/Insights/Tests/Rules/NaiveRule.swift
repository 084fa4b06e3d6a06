import RouterCore

@testable import InsightsPlugin

/// A rule that keeps all events and looks at all of them every time.
struct NaiveRule {
  let terms: RuleTerms
  private var events: [(group: String, time: Timestamp)] = []
  private var spoken: [String: (place: Int, time: Timestamp)] = [:]
  /// Groups by their last event, the oldest first.
  private var groups: [String] = []
  /// By group: what came before is forgotten.
  private var forgotten: [String: Int] = [:]

  init(_ terms: RuleTerms) { self.terms = terms }

  mutating func note(_ group: String, at time: Timestamp) -> Bool {
    if !groups.contains(group), groups.count >= terms.maxGroups { forget(groups.removeFirst()) }
    groups.removeAll { $0 == group }
    groups.append(group)
    events.append((group, time))
    guard spoken[group].map({ time >= $0.time + terms.coolDown }) ?? true else { return false }
    guard counted(group, at: time).count >= terms.count else { return false }
    spoken[group] = (events.count, time)
    return true
  }

  /// The places of the group's events that count.
  private func counted(_ group: String, at time: Timestamp) -> [Int] {
    let start = max(spoken[group]?.place ?? 0, forgotten[group] ?? 0)
    return events.indices.filter { index in
      index >= start && events[index].group == group && events[index].time > time - terms.window
    }
  }

  private mutating func forget(_ group: String) {
    forgotten[group] = events.count
    spoken[group] = nil
  }
}
