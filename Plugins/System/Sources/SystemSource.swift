import RouterCore

/// Looks at the router at every interval and tells what has changed; switches maintenance.
///
/// It never waits for a log that takes nothing: what it has to tell stays with it and is tried again with the next look, with the
/// time at which it was seen.
actor SystemSource: MaintenanceSwitch {
  /// Before the first look at a router that was started.
  private static let starting = "starting"
  /// So much may wait to be told. Behind that it looks no more until the log has taken it: what is then different is told then.
  private static let maxUntold = 256

  private let name: String
  private let every: Duration
  private let time: any TimeSource
  private let catalogue: Catalogue
  private let health: @Sendable () -> RouterHealth
  private var judge: Judge
  private var maintenance = Maintenance()
  private var untold: [Report] = []
  /// Both make keys that no other report has, of this life or another.
  private let life = UInt64.random(in: 0...UInt64.max)
  private var reports: UInt64 = 0
  private var remembers = false
  private var hasStarted = false
  /// Looking and switching both tell what they have found and then suspend.
  private var turn = Turn()

  init(config: SystemSourceConfig, context: ComponentContext) {
    name = context.name
    every = config.every
    time = context.time
    catalogue = context.catalogue
    health = context.health
    judge = Judge(config, name: context.name)
  }

  func run(_ emitter: Emitter) async throws {
    while true {
      try await inTurn(emitter) { source in
        if source.untold.count < Self.maxUntold { try source.look() }
        try await source.tellWhatIsTaken(emitter)
      }
      try await time.sleep(for: every)
    }
  }

  // MARK: Maintenance

  func maintenance(_ emitter: Emitter) -> Maintenance {
    remember(emitter)
    return maintenance
  }

  func switchMaintenance(
    to wanted: Maintenance, _ emitter: Emitter
  ) async throws(EmitError) -> (state: Maintenance, hasChanged: Bool) {
    try await inTurn(emitter) { source throws(EmitError) in try await source.change(to: wanted, emitter) }
  }

  private func change(
    to wanted: Maintenance, _ emitter: Emitter
  ) async throws(EmitError) -> (state: Maintenance, hasChanged: Bool) {
    guard isEnabled("maintenance_mode") else { throw .invalid(.disabledType("maintenance_mode")) }
    let (before, now) = (maintenance, time.now())
    let next = before.changed(to: wanted, at: now)
    guard next != before else { return (before, false) }
    maintenance = next
    let count = untold.count
    do {
      // Written by a writer, from parts that it escapes.
      if let draft = try? next.draft(at: now) { add(draft) }
      try await tell(emitter)
    } catch {
      maintenance = before
      untold.removeSubrange(count...)
      throw error
    }
    return (next, true)
  }

  // MARK: Looking

  private func look() throws {
    let now = time.now()
    let (alerts, status) = judge.step(health(), at: now)
    for alert in alerts { add(try alert.draft(at: now)) }
    if !hasStarted {
      add(
        try Judge.StatusChange.draft(
          from: Self.starting, to: judge.overall, reason: "started", judge.components, at: now))
      hasStarted = true
    } else if let status {
      add(try status.draft(at: now))
    }
  }

  // MARK: Telling

  private func add(_ draft: EventDraft) {
    // A deployment may do without some of the types.
    guard isEnabled(draft.type) else { return }
    reports += 1
    untold.append(Report(draft: draft, key: "\(life)_\(reports)"))
  }

  private func isEnabled(_ type: String) -> Bool { catalogue.id(named: type).map(catalogue.isEnabled) ?? false }

  /// A log that takes nothing now is no failure: it is asked again.
  private func tellWhatIsTaken(_ emitter: Emitter) async throws {
    do {
      try await tell(emitter)
    } catch .refused {
      // The log says itself what is wrong with it.
    }
  }

  private func tell(_ emitter: Emitter) async throws(EmitError) {
    guard !untold.isEmpty else { return }
    try await emitter.emit(
      untold.map(\.draft), keys: untold.map(\.key), position: Memory(judge, maintenance).text, whenFull: .refuse)
    untold = []
  }

  // MARK: Turns

  private func inTurn<Result: Sendable, Failure: Error>(
    _ emitter: Emitter, _ body: (isolated SystemSource) async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    if !turn.take() { await withCheckedContinuation { turn.wait($0) } }
    defer { turn.pass() }
    remember(emitter)
    return try await body(self)
  }

  /// Takes up what was told in an earlier life, once.
  private func remember(_ emitter: Emitter) {
    guard !remembers else { return }
    remembers = true
    guard let memory = emitter.position.map(Memory.init(text:)) else { return }
    for alert in memory.alerts { judge.reopen(alert.place, level: alert.level, id: alert.id) }
    maintenance = memory.maintenance
  }
}
