import RouterCore

/// What one look at the router shows, without regard to how long it has been so.
struct Examination: Sendable {
  /// One thing that may be wrong with one component.
  struct Place: Sendable, Hashable {
    let component: Component
    let trouble: Trouble
  }

  /// So many sessions must be behind before their share says anything: a single client could make it large.
  private static let fewestSessions = 10

  /// All that there are.
  private(set) var components: [Component] = [.log]
  private(set) var findings: [Place: Level] = [:]

  /// - Parameter earlier: the look before, for what has happened since; nil at the first.
  init(_ health: RouterHealth, since earlier: RouterHealth?, _ limits: SystemSourceConfig) {
    examine(health.log, limits)
    for (name, sink) in health.sinks.sorted(by: { $0.key < $1.key }) {
      examine(sink, since: earlier.map { $0.sinks[name] ?? SinkHealth() }, of: .sink(name), limits)
    }
    for (name, source) in health.sources.sorted(by: { $0.key < $1.key }) {
      let hasRestarted = earlier.map { source.restarts > $0.sources[name]?.restarts ?? 0 } ?? false
      components.append(.source(name))
      note(.sourceFailing, of: .source(name), source.isFailing || hasRestarted ? .degraded : .healthy)
    }
    if let gateway = health.gateway { examine(gateway, limits) }
  }

  private mutating func examine(_ log: LogHealth, _ limits: SystemSourceConfig) {
    note(.logUnwritable, of: .log, log.isWritable ? .healthy : .unhealthy)
    note(.logFull, of: .log, log.isFull ? .unhealthy : log.retentionUse >= limits.logUse ? .degraded : .healthy)
    note(
      .logQueueFull, of: .log, log.queueUse >= 1 ? .unhealthy : log.queueUse >= limits.queueUse ? .degraded : .healthy)
    if let disk = log.disk, disk.total > 0 {
      let use = 1 - Double(min(disk.free, disk.total)) / Double(disk.total)
      note(.diskFull, of: .log, use >= limits.diskUse ? .degraded : .healthy)
    }
  }

  private mutating func examine(
    _ sink: SinkHealth, since earlier: SinkHealth?, of component: Component, _ limits: SystemSourceConfig
  ) {
    let isLosing = earlier.map { sink.lost > $0.lost || sink.deadLettered > $0.deadLettered } ?? false
    components.append(component)
    note(.sinkStopped, of: component, sink.isStopped ? .unhealthy : .healthy)
    note(.sinkFailing, of: component, sink.isFailing && !sink.isStopped ? .degraded : .healthy)
    note(.sinkLosingEvents, of: component, isLosing ? .degraded : .healthy)
    note(.sinkQueueFull, of: component, sink.queueUse >= limits.queueUse ? .degraded : .healthy)
  }

  private mutating func examine(_ gateway: GatewayHealth, _ limits: SystemSourceConfig) {
    let isTight = gateway.connectionUse >= limits.connectionUse
    let behind = Double(gateway.sessionsBehind) / Double(max(gateway.sessions, 1))
    let areSlow = gateway.sessionsBehind >= Self.fewestSessions && behind >= limits.sessionsBehind
    components += [.listeners, .sessions]
    note(.connectionsUsedUp, of: .listeners, gateway.pausedListeners > 0 ? .unhealthy : isTight ? .degraded : .healthy)
    note(.deliveryBehind, of: .sessions, gateway.inboxUse >= limits.queueUse ? .degraded : .healthy)
    note(.slowReaders, of: .sessions, areSlow ? .degraded : .healthy)
  }

  private mutating func note(_ trouble: Trouble, of component: Component, _ level: Level) {
    if level > .healthy { findings[Place(component: component, trouble: trouble)] = level }
  }
}
