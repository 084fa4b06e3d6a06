import RouterCore

/// Decides when one alert is raised and cleared. A value: each measurement is a step.
struct AlertState: Sendable {
  private enum Phase: Sendable, Equatable {
    case quiet
    /// Past the threshold, but not for long enough.
    case pending(since: Timestamp)
    case raised(id: String)
  }

  let rule: AlertConfig
  private let idPrefix: String
  private var phase = Phase.quiet

  /// - Parameter idPrefix: unique to the rule; the time of the raise is added to it.
  init(rule: AlertConfig, idPrefix: String) {
    self.rule = rule
    self.idPrefix = idPrefix
  }

  /// - Parameter value: nil when it could not be measured: what is raised then stays raised, and what is not must begin
  ///   anew.
  mutating func step(value: Double?, at time: Timestamp) -> AlertChange? {
    switch (phase, value) {
    case (.raised, nil): return nil
    case (_, nil): phase = .quiet
    case (.raised(let id), let value?) where isBack(value):
      phase = .quiet
      return AlertChange(rule: rule, id: id, status: .cleared, value: value)
    case (.raised, _): return nil
    case (_, let value?) where !isPast(value): phase = .quiet
    case (.quiet, let value?): return wait(since: time, value, at: time)
    case (.pending(let since), let value?): return wait(since: since, value, at: time)
    }
    return nil
  }

  private mutating func wait(since: Timestamp, _ value: Double, at time: Timestamp) -> AlertChange? {
    guard time - since >= rule.holdingFor else {
      phase = .pending(since: since)
      return nil
    }
    let id = "\(idPrefix)_\(time.microseconds / 1000)"
    phase = .raised(id: id)
    return AlertChange(rule: rule, id: id, status: .raised, value: value)
  }

  private func isPast(_ value: Double) -> Bool {
    if let above = rule.above { return value > above }
    if let below = rule.below { return value < below }
    return false
  }

  private func isBack(_ value: Double) -> Bool {
    if let above = rule.above { return value <= rule.clear ?? above }
    if let below = rule.below { return value >= rule.clear ?? below }
    return true
  }
}
