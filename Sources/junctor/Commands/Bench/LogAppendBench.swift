import ArgumentParser
import EventLogSQLite
import Foundation
import LoadBench
import Logging
import RouterCore

/// Appends to a log in this process, without a server: what a transaction costs.
struct LogAppendBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Append to an event log in this process: events per second and CPU per event.",
    discussion: "Needs no server. The log is made anew in --folder and removed in the end.")

  enum Kind: String, ExpressibleByArgument, CaseIterable { case sqlite, memory }
  enum Fsync: String, ExpressibleByArgument, CaseIterable { case commit, interval, off }

  @Option(help: "The kind of log.") var type = Kind.sqlite
  @Option(help: "When the log is made safe.") var fsync = Fsync.commit
  @Option(help: "Events per append.") var batch = 16
  @Option(help: "Producers that append one after the other, side by side.") var producers = 1
  @Option(help: "Bytes of an event's payload.") var payload = 300
  @Option(help: "How long is measured.") var duration = DurationArgument(.seconds(3))
  @Option(help: "Where the file is made: on the kind of disk that is to be measured.") var folder = "."

  func validate() throws {
    try atLeastOne(batch, "batch")
    try atLeastOne(producers, "producers")
    guard (40...1_000_000).contains(payload) else { throw ValidationError("--payload goes from 40 to 1000000") }
  }

  func run() async throws {
    let path = "\(folder)/junctor-bench-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let log = try open(path + "/events.db")
    let event = try sample()
    let reader = Task { await Self.follow(log) }
    let clock = ContinuousClock()
    let start = (time: clock.now, cpu: CPUTime.process)
    let end = start.time.advanced(by: duration.value)
    let latencies = await withTaskGroup(of: [Duration].self) { group in
      for _ in 0..<producers { group.addTask { await append(event, to: log, until: end) } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    let (time, cpu) = (clock.now - start.time, CPUTime.process - start.cpu)
    log.close()
    await reader.value
    await log.shutDown()
    report(latencies.sorted(), time / .seconds(1), cpu)
  }

  private func open(_ path: String) throws -> LocalLog {
    var config = LogConfig()
    config.path = path
    config.fsync = LogConfig.Fsync(rawValue: fsync.rawValue) ?? .commit
    guard type == .sqlite else { return LocalLog(config: config, time: SystemTime()) }
    config.type = .sqlite
    let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    let opened = try SQLiteLog.open(
      config, catalogue: try Catalogue(), time: SystemTime(), logger: logger)
    return LocalLog(config: config, time: SystemTime(), storage: opened.storage, stored: opened.stored)
  }

  private func sample() throws -> Event {
    let catalogue = try Catalogue()
    let filler = String(repeating: "x", count: payload - 40)
    let draft = EventDraft(
      type: "agent_status",
      data: try JSONDocument(
        parsing: #"{"agent_id":"agent_1","old_status":"idle","new_status":"active","text":"\#(filler)"}"#))
    return try Intake(catalogue: catalogue, time: SystemTime()).event(from: draft, producer: "bench")
  }

  /// Deals with what comes, so that nobody is held back.
  private static func follow(_ log: LocalLog) async {
    var position = EventNumber.zero
    while let page = await log.entries(after: position, limit: 1024), let last = page.last {
      position = last.number
      log.advance(.router, to: position)
    }
  }

  /// - Returns: how long each append took until it was answered.
  private func append(_ event: Event, to log: LocalLog, until end: ContinuousClock.Instant) async -> [Duration] {
    let events = Array(repeating: event, count: batch)
    var latencies: [Duration] = []
    let clock = ContinuousClock()
    while case let start = clock.now, start < end {
      guard (try? await log.append(events, from: .source("bench"), whenFull: .wait)) != nil else { return latencies }
      latencies.append(clock.now - start)
    }
    return latencies
  }

  private func report(_ latencies: [Duration], _ seconds: Double, _ cpu: Double) {
    let events = Double(latencies.count * batch)
    func figure(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }
    func milliseconds(_ share: Double) -> String {
      guard !latencies.isEmpty else { return "none" }
      return figure(latencies[Int(Double(latencies.count - 1) * share)] / .milliseconds(1), 3)
    }
    print(
      """
      log \(type.rawValue)\(type == .sqlite ? ", fsync \(fsync.rawValue)" : ""), batches of \(batch), \
      producers \(producers), payload \(payload)
        events per second  \(figure(events / seconds, 0))
        CPU per event      \(figure(cpu / max(events, 1) * 1e6)) µs
        answered after     p50 \(milliseconds(0.5)) ms, p99 \(milliseconds(0.99)) ms, max \(milliseconds(1)) ms
      """)
  }
}
