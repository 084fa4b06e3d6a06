import NIOCore

/// One run from the first connection to the report.
struct BenchRun: Sendable {
  private let options: BenchOptions
  private let server: Transport
  private let plan: ClientPlan
  private let fleet: ClientFleet
  private let admin: AdminPage
  private let publisherLoop: any EventLoop

  init(
    _ options: BenchOptions, server: Transport, clients: any EventLoopGroup, publisher: any EventLoop
  ) {
    self.options = options
    self.server = server
    plan = ClientPlan(options, format: MarkerFormat(run: .random(in: .min ... .max)))
    fleet = ClientFleet(options, plan: plan, server: server, group: clients)
    admin = AdminPage(url: options.admin, certificates: options.certificates, loop: publisher)
    publisherLoop = publisher
  }

  func report() async throws -> BenchReport {
    let idle = await admin.figures()
    try checkOpenFiles(of: idle)
    let start = MonotonicTime.now
    try await fleet.connect()
    let connecting = Seconds(from: start, to: MonotonicTime.now).value
    let connected = await admin.figures()
    let part = try await load()
    // Idle sessions have had time to give back what connecting took.
    let settled = options.scenario == .idle ? await admin.figures() : connected
    try await fleet.close(patience: min(options.patience, .seconds(2)))
    return BenchReport(
      scenario: options.scenario, clients: options.clients, connectSeconds: connecting, part: part,
      memory: MemoryReport(idle: idle, connected: settled, clients: options.clients),
      faults: try await faults(part), others: try await fleet.tally().others)
  }

  private func checkOpenFiles(of server: Result<ServerFigures, AdminPage.Unknown>) throws(BenchFailure) {
    guard case .success(let figures) = server, let allowed = figures.maxFiles, let open = figures.openFiles,
      options.clients + open > allowed
    else { return }
    throw .serverTooSmall(clients: options.clients, openFiles: open, allowed: allowed)
  }

  private func faults(_ part: PartReport) async throws -> FaultReport {
    let tally = try await fleet.tally()
    return FaultReport(
      lost: part.lost, late: tally.late, repeated: tally.repeated, foreign: tally.foreign,
      endings: fleet.progress.endings.map(\.reason))
  }

  // MARK: Scenarios

  private func load() async throws -> PartReport {
    switch options.scenario {
    case .fanOut(let publishing), .ownAgent(let publishing): try await publish(publishing)
    case .idle: try await measured { await rest(options.length) }
    case .requestReply(let depth):
      try await request(depth)
    }
  }

  private func publish(_ publishing: Publishing) async throws -> PartReport {
    let publisher = try await PublishConnection(
      publishing, options: options, plan: plan, progress: fleet.progress, server: server, on: publisherLoop)
    defer { publisher.close() }
    // One event for everyone: shows whether events arrive at all.
    var before = try await publish(.count(plan.slots), by: publisher)
    guard fleet.progress.deliveries > 0 || fleet.progress.hasEndings else { throw BenchFailure.nothingDelivered }
    if let warmUp = options.warmUp { before = try await publish(warmUp, by: publisher) }
    var total = before
    var part = try await measured { total = try await publish(options.length, by: publisher) }
    part.published = total.since(before)
    part.lost = try await fleet.lost(below: UInt64(total.sent), refused: total.refusedBySlot)
    return part
  }

  private func publish(_ length: RunLength, by publisher: PublishConnection) async throws -> PublishCount {
    let count = try await publisher.publish(length)
    try await fleet.waitForDeliveries(count.accepted * plan.fan, patience: options.patience)
    return count
  }

  private func request(_ depth: Int) async throws -> PartReport {
    if let warmUp = options.warmUp { try await request(warmUp, depth) }
    var part = try await measured { try await request(options.length, depth) }
    part.lost = try await fleet.unanswered()
    return part
  }

  private func request(_ length: RunLength, _ depth: Int) async throws {
    try await fleet.startRequests(length, depth: depth)
    await rest(length)
    try await fleet.waitForDeliveries(try await fleet.stopRequests(length), patience: options.patience)
  }

  /// Lets a part's time pass, or less if connections end.
  private func rest(_ length: RunLength) async {
    guard case .time(let duration) = length else { return }
    let end = MonotonicTime.now + duration.nanoseconds
    while !fleet.progress.hasEndings, case let now = MonotonicTime.now, now < end {
      try? await Task.sleep(for: .nanoseconds(min(end - now, 100_000_000)))
    }
  }

  // MARK: Measuring

  /// Runs a part between two looks at everything that is counted.
  private func measured(_ body: () async throws -> Void) async throws -> PartReport {
    try await fleet.beginPart()
    let server = await admin.figures()
    let (loops, process) = (try await fleet.cpuTimes(), CPUTime.process)
    let (start, deliveries) = (MonotonicTime.now, fleet.progress.deliveries)
    try await body()
    // The last delivery ends a part; where there is none, as with idle clients, its time does.
    let delivered = fleet.progress.deliveries - deliveries
    let end = delivered > 0 ? fleet.progress.newestAt : MonotonicTime.now
    let used = CPUTime.process - process
    let busiest = zip(try await fleet.cpuTimes(), loops).map { $0 - $1 }.max() ?? 0
    let tally = try await fleet.tally()
    var part = PartReport(
      seconds: Seconds(from: start, to: end).value, deliveries: delivered,
      latency: LatencyReport(tally.latency), server: .init(from: server, to: await admin.figures()),
      clientCPU: used, busiestLoopCPU: busiest)
    part.frameBytes = tally.bytes
    return part
  }
}
