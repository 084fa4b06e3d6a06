import RouterCore

/// Turns looks at the router into what there is to tell. A value: no clock, no log.
struct Judge: Sendable {
  /// An alert that was opened, has become worse or less, or is over.
  struct AlertChange: Sendable, Equatable {
    let place: Examination.Place
    let id: String
    let old: Level
    let new: Level
    /// Since it was opened.
    let worst: Level
  }

  struct StatusChange: Sendable, Equatable {
    /// Of the whole.
    let old: Level
    let new: Level
    /// What has become worst now; nil when something has become better only.
    let reason: Trouble?
    let components: [Component: Level]
  }

  private let limits: SystemSourceConfig
  /// Begins the ids of alerts.
  private let prefix: String
  private var earlier: RouterHealth?
  private var watches: [Examination.Place: Watch] = [:]
  private var known: [Component] = []

  /// - Parameter name: the source's.
  init(_ limits: SystemSourceConfig, name: String) {
    self.limits = limits
    prefix = "alert_\(name)"
  }

  /// Alerts that are open.
  var open: [(place: Examination.Place, watch: Watch)] {
    watches.filter { $0.value.level > .healthy }.map { ($0.key, $0.value) }
      .sorted { Self.isBefore($0.place, $1.place) }
  }

  /// Takes up an alert that was open in an earlier life of the process.
  mutating func reopen(_ place: Examination.Place, level: Level, id: String) {
    guard level > .healthy else { return }
    watches[place] = Watch(level: level, alertID: id)
  }

  /// Of all components that there are, and of those that are in trouble.
  var components: [Component: Level] {
    var levels = Dictionary(known.map { ($0, Level.healthy) }) { first, _ in first }
    for (place, watch) in watches where watch.level > .healthy {
      levels[place.component] = max(levels[place.component] ?? .healthy, watch.level)
    }
    return levels
  }

  var overall: Level { components.map { $0.key.share(of: $0.value) }.max() ?? .healthy }

  /// One look. Nothing comes back of it as long as all is as it was told.
  mutating func step(_ health: RouterHealth, at time: Timestamp) -> (alerts: [AlertChange], status: StatusChange?) {
    let examination = Examination(health, since: earlier, limits)
    let (old, before) = (overall, components.filter { $0.value > .healthy })
    earlier = health
    known = examination.components
    let places = Set(watches.keys).union(examination.findings.keys).sorted(by: Self.isBefore)
    let alerts = places.compactMap { step($0, examination.findings[$0] ?? .healthy, at: time) }
    let after = components
    guard before != after.filter({ $0.value > .healthy }) else { return (alerts, nil) }
    let worst = alerts.filter { $0.new > $0.old }.max { $0.new < $1.new }
    return (alerts, StatusChange(old: old, new: overall, reason: worst?.place.trouble, components: after))
  }

  private mutating func step(_ place: Examination.Place, _ seen: Level, at time: Timestamp) -> AlertChange? {
    var watch = watches[place] ?? Watch()
    let old = watch.level
    let hasChanged = watch.step(
      seen, at: time, raiseAfter: place.trouble.isMomentary ? .zero : limits.raiseAfter, clearAfter: limits.clearAfter
    ) { id(of: place, at: time) }
    watches[place] = watch.isQuiet ? nil : watch
    guard hasChanged, let id = watch.alertID else { return nil }
    return AlertChange(place: place, id: id, old: old, new: watch.level, worst: watch.worst)
  }

  private func id(of place: Examination.Place, at time: Timestamp) -> String {
    let component = place.component.name.split(separator: ":").last ?? ""
    return "\(prefix)_\(place.trouble.rawValue)_\(component)_\(time.microseconds / 1000)"
  }

  private static func isBefore(_ a: Examination.Place, _ b: Examination.Place) -> Bool {
    (a.component.name, a.trouble.rawValue) < (b.component.name, b.trouble.rawValue)
  }
}
