import RouterCore

/// What a rule remembers of a group.
struct GroupState: Sendable, Equatable {
  /// When the newest matching events since the last insight came, as many as the rule counts; ascending.
  var times: [Timestamp] = []
  /// The end of the cool-down.
  var quietUntil: Timestamp?
  /// Grows with every event of any group: who has the least was used longest ago.
  var stamp: Int64 = 0

  /// Counts an event.
  /// - Returns: whether the rule speaks.
  mutating func note(_ time: Timestamp, _ terms: RuleTerms) -> Bool {
    let start = time - terms.window
    times.removeAll { $0 <= start }
    times.append(time)
    // Older ones make no difference: the newest decide.
    if times.count > terms.count { times.removeFirst(times.count - terms.count) }
    if let quietUntil, time < quietUntil { return false }
    guard times.count >= terms.count else { return false }
    times = []
    quietUntil = terms.coolDown > .zero ? time + terms.coolDown : nil
    return true
  }

  /// Whether forgetting it makes no difference from now on.
  func isSpent(at time: Timestamp, _ terms: RuleTerms) -> Bool {
    (times.last.map { $0 <= time - terms.window } ?? true) && (quietUntil.map { $0 <= time } ?? true)
  }
}
