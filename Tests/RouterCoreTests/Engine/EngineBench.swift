import Logging
import TestSupport

@testable import RouterCore

/// An engine with one source, one pipeline and one sink, on virtual time.
struct EngineBench {
  let time = VirtualTime()
  let log: LocalLog
  let engine: Engine
  /// What happened, in order.
  let journal = Watched<[String]>([])

  init(
    source: @escaping @Sendable (Emitter, VirtualTime) async throws -> Void, sink: any Sink,
    queue: SinkQueueConfig = SinkQueueConfig(), logQueue: Int = 65_536, stages: [Graph.StageNode] = []
  ) throws {
    var config = LogConfig()
    config.queue.events = logQueue
    log = LocalLog(config: config, time: time, stored: StoredLog(epoch: "test"))
    let graph = try Graph(
      pipelines: [PipelineDescription(name: "live", from: ["src"], stages: stages, to: ["out", "clients"])],
      sinks: ["out", "clients"])
    var options = SinkOptions()
    options.queue = queue
    let deployment = Deployment(
      graph: graph,
      sources: [
        Deployment.SourceSpec(name: "src", type: "test") { [journal, time] _ in
          ClosureSource(journal: journal) { try await source($0, time) }
        }
      ],
      sinks: [
        Deployment.SinkSpec(name: "out", type: "test", options: options) { [journal] _ in
          JournallingSink(journal: journal, sink: sink)
        }
      ])
    engine = try Engine(
      deployment, catalogue: .standard, log: log, clients: RecordingOutlet(), time: time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  static func draft(_ number: Int) -> EventDraft {
    let status = #""old_status":"idle","new_status":"active","inference_count":\#(number)"#
    return EventDraft(type: "agent_status", data: .sample(#"{"agent_id":"a",\#(status)}"#))
  }

  /// Moves time on whenever somebody sleeps, until that is true.
  func move(until condition: () async -> Bool) async {
    while await !condition(), !Task.isCancelled {
      if let next = time.nextDeadline { time.advance(to: next) }
      await Task.yield()
    }
  }
}

private struct ClosureSource: Source {
  let journal: Watched<[String]>
  let body: @Sendable (Emitter) async throws -> Void

  func run(_ emitter: Emitter) async throws {
    journal.change { $0.append("source runs") }
    defer { journal.change { $0.append("source ends") } }
    try await body(emitter)
  }
}

private struct JournallingSink: Sink {
  let journal: Watched<[String]>
  let sink: any Sink

  func open() async throws {
    try await sink.open()
    journal.change { $0.append("sink opens") }
  }

  func deliver(_ batch: [Delivery]) async -> SinkAnswer { await sink.deliver(batch) }

  func close() async throws {
    try await sink.close()
    journal.change { $0.append("sink closes") }
  }
}
