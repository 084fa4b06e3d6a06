import Logging
import RouterCore
import TestSupport

@testable import LegacyBridgePlugin

/// A bridge on virtual time, with a log of its own.
struct BridgeBench: Sendable {
  let bench: SourceBench
  let readiness = Readiness()
  let lines = Watched<[String]>([])

  /// - Parameter queue: events that may wait to be routed before the bridge is held back.
  init(queue: Int = 65_536) { bench = SourceBench(name: "old", queue: queue) }

  var time: VirtualTime { bench.time }

  func source(_ url: String, _ options: String = "") throws -> LegacyBridgeSource {
    let config = LegacyBridgeConfig.sample(
      "url: '\(url)'\nevents: [ASSESSMENT_UPDATE]\nconnect_timeout: 10s\n\(options)")
    let lines = lines
    let context = ComponentContext(
      name: "old", catalogue: bench.catalogue, time: time, logger: Logger(label: "test") { _ in RecordedLog(lines) },
      readiness: readiness)
    return try LegacyBridgeSource(config, url: LegacyURL(parsing: url), context)
  }

  /// Runs it until its end: the reason.
  func run(_ source: LegacyBridgeSource) -> Task<String, Never> {
    let emitter = bench.emitter
    return Task {
      do {
        try await source.run(emitter)
        return "no reason"
      } catch {
        return "\(error)"
      }
    }
  }

  /// Why a run ends.
  func end(_ url: String, _ options: String = "") async throws -> String { await run(try source(url, options)).value }

  /// Waits until the bridge has subscribed.
  func isReady() async {
    await lines.wait { lines in lines.contains { $0.contains("connected to the legacy server") } }
  }

  /// Waits until the log has this position.
  func isStored(_ position: String) async {
    while bench.emitter.position != position, !Task.isCancelled { await Task.yield() }
  }

  /// Waits for so many events.
  func serials(_ count: Int) async -> [Int] {
    _ = await bench.events(count)
    return bench.serials
  }
}

/// Keeps log lines with their metadata.
struct RecordedLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace
  private let lines: Watched<[String]>

  init(_ lines: Watched<[String]>) { self.lines = lines }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    lines.change { $0.append("\(event.level): \(event.message)\(details)") }
  }
}
