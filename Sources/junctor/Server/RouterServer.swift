import ArgumentParser
import EventLogSQLite
import Foundation
import Logging
import RouterCore
import RouterGateway
import UnixSignals

/// A whole router in one process: log, engine and gateway, started and stopped in the order that loses nothing.
struct RouterServer: Sendable {
  private let config: JunctorConfig
  private let log: LocalLog
  private let engine: Engine
  private let gateway: Gateway
  private let logger: Logger
  private let printsToken: Bool
  private let time = SystemTime()

  init(
    config: JunctorConfig, deployment: Deployment, catalogue: Catalogue, logger: Logger, printsToken: Bool
  ) async throws {
    self.config = config
    self.logger = logger
    self.printsToken = printsToken
    if printsToken, config.server.profile != .development {
      throw ValidationError("--token prints a token: only with 'server.profile: development'")
    }
    log = try Self.openLog(config.log, catalogue: catalogue, time: time, logger: logger)
    let verifier = try await TokenVerifier(config.auth, secrets: try config.secrets())
    let settings = GatewaySettings(
      server: config.server, legacy: config.legacy, catalogue: catalogue,
      components: deployment.producerNames, time: time,
      version: Version.text)
    gateway = Gateway(settings: settings, verifier: verifier, log: log, logger: logger)
    engine = try Engine(
      deployment, catalogue: catalogue, log: log, clients: gateway.shards, time: time, gateway: gateway.health,
      connections: gateway.agents,
      logger: logger)
  }

  private static func openLog(
    _ config: LogConfig, catalogue: Catalogue, time: any TimeSource, logger: Logger
  ) throws -> LocalLog {
    var logger = logger
    logger[metadataKey: "part"] = "log"
    guard config.type == .sqlite else { return LocalLog(config: config, time: time, logger: logger) }
    let opened = try SQLiteLog.open(config, catalogue: catalogue, time: time, logger: logger)
    return LocalLog(config: config, time: time, storage: opened.storage, stored: opened.stored, logger: logger)
  }

  func run() async throws {
    raiseDescriptorLimit()
    try await log.restore()
    try await withThrowingTaskGroup { group in
      await engine.start()
      group.addTask { try await serve() }
      group.addTask { await gateway.keepTime() }
      group.addTask { await gateway.keepKeys() }
      group.addTask { await keepLog() }
      let (requests, requestStop) = AsyncStream<Void>.makeStream()
      group.addTask { try await watchSignals(requestStop) }
      group.addTask {
        for await _ in requests {
          await stop()
          throw Stopped()
        }
      }
      do {
        // A listener that fails (address in use) ends the process; so does the finished stop.
        try await group.next()
      } catch is Stopped {
        logger.notice("stopped")
      }
      group.cancelAll()
    }
    await log.shutDown()
    try await checkRest()
  }

  /// Until cancelled.
  private func keepLog() async {
    let pause = min(.seconds(1), config.log.fsyncInterval)
    while (try? await time.sleep(for: pause)) != nil { log.tick() }
  }

  private func raiseDescriptorLimit() {
    let (before, after) = DescriptorUse.raiseLimit()
    logger.info("limit of open files", metadata: ["before": "\(before)", "after": "\(after)"])
  }

  private func serve() async throws {
    try await gateway.serve(engine: engine, admin: config.admin) { places in
      gateway.state.enter(.ready)
      for place in places { report(place) }
      if printsToken { await printWelcome(places) }
    }
  }

  private func report(_ place: ListenPlace) {
    var metadata: Logger.Metadata
    switch place.address {
    case .tcp(let host, let port): metadata = ["host": "\(host)", "port": "\(port)"]
    case .unix(let path): metadata = ["socket": "\(path)"]
    }
    if place.isTLS { metadata["tls"] = "true" }
    logger.notice(place.isAdmin ? "admin listening" : "listening", metadata: metadata)
  }

  private struct Stopped: Error {}

  /// The first signal stops in order; a second one gives up what is left.
  private func watchSignals(_ requestStop: AsyncStream<Void>.Continuation) async throws {
    var isStopping = false
    for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
      logger.notice(isStopping ? "stopping at once" : "stopping", metadata: ["signal": "\(signal)"])
      if isStopping { throw Stopped() }
      isStopping = true
      requestStop.yield()
    }
  }

  /// Sources and ingest first, then the router's queue, then sessions, then sinks: each phase hands its rest to the next.
  private func stop() async {
    gateway.state.enter(.draining)
    await engine.stopSources()
    await within(config.server.drain, "router") { await engine.drainRouter() }
    await within(config.server.drain, "sessions") { await gateway.drainSessions() }
    await within(config.server.drain, "sinks") { await engine.drainSinks() }
  }

  /// Gives a phase its time; cancels it when that has passed.
  private func within(_ limit: Duration, _ phase: String, _ work: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await work()
        return true
      }
      group.addTask { [time] in (try? await time.sleep(for: limit)) == nil }
      if await group.next() == false { logger.warning("a stop phase ran out of time", metadata: ["phase": "\(phase)"]) }
      group.cancelAll()
    }
  }

  /// A stop that left events behind says so, to the log and to whoever started the process.
  private func checkRest() async throws {
    let counters = await engine.counters()
    let abandoned = counters.sinks.mapValues(\.abandoned).filter { $0.value > 0 }
    guard !abandoned.isEmpty || counters.unaccounted > 0 else { return }
    logger.error(
      "events were left behind", metadata: ["abandoned": "\(abandoned)", "unaccounted": "\(counters.unaccounted)"])
    throw ExitCode(2)
  }

  private func printWelcome(_ places: [ListenPlace]) async {
    do {
      let request = TokenMint.Request(subject: "developer", role: "admin", lifetime: .seconds(12 * 3600))
      let token = config.auth.mode == .open ? nil : try await config.token(request)
      guard let welcome = Welcome(places, token: token) else { return }
      // Not print: it would keep the text back when standard output is a file.
      try FileHandle.standardOutput.write(contentsOf: Data(welcome.text.utf8))
    } catch {
      logger.error("no token could be made", metadata: ["reason": "\(error)"])
    }
  }
}
