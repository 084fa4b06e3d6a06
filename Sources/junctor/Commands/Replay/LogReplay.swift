import EventLogSQLite
import Logging
import RouterCore

/// Takes logged events through the pipelines of a config, to its sinks. The events that stages emitted then are not replayed:
/// the stages of this config emit their own.
struct LogReplay {
  struct Report {
    let replayed: Int
    let counters: EngineCounters
    let clients: UInt64
  }

  let archive: LogArchive
  let deployment: Deployment
  let catalogue: Catalogue
  let speed: ReplaySpeed
  let logger: Logger

  private static let pageSize = 1024

  /// - Parameters:
  ///   - start: the number before the first event.
  ///   - last: that of the last one.
  func run(after start: EventNumber, through last: EventNumber) async throws -> Report {
    let clock = ReplayClock(.distantPast)
    let log = LocalLog(config: LogConfig(), time: clock, logger: logger)
    let clients = CountingOutlet()
    // Sources are what the log has; the config's own stay silent.
    let silent = Deployment(graph: deployment.graph, sources: [], sinks: deployment.sinks)
    let engine = try Engine(
      silent, catalogue: catalogue, log: log, clients: clients, time: SystemTime(), routingTime: clock, logger: logger)
    await engine.start()
    let replayed = try await feed(log, clock, start, last)
    await engine.drainRouter()
    await engine.drainSinks()
    return Report(replayed: replayed, counters: await engine.counters(), clients: clients.count.load())
  }

  private func feed(
    _ log: LocalLog, _ clock: ReplayClock, _ start: EventNumber, _ last: EventNumber
  ) async throws -> Int {
    var pace: Pace?
    var replayed = 0
    var position = start
    while case let page = try archive.entries(after: position, limit: Self.pageSize), let newest = page.last {
      for entry in page where entry.number <= last {
        guard case .source = entry.origin else { continue }
        pace = pace ?? Pace(start: entry.loggedAt, factor: speed.factor)
        try await pace?.wait(until: entry.loggedAt)
        clock.set(entry.loggedAt)
        _ = try await log.append([entry.event], from: entry.origin, whenFull: .wait)
        replayed += 1
      }
      position = newest.number
      if position >= last { break }
    }
    return replayed
  }

  /// Keeps the distances between events, shortened by a factor.
  private struct Pace {
    let start: Timestamp
    let factor: Double?
    let begin = ContinuousClock.now

    func wait(until moment: Timestamp) async throws {
      guard let factor else { return }
      try await Task.sleep(until: begin + (moment - start) / factor, clock: .continuous)
    }
  }
}
