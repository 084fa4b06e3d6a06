import ConfigSchema
import Logging
import TestSupport

@testable import RouterCore

/// A log over a fake storage, on virtual time, that can crash and come back.
struct StoredLogBench {
  let time: VirtualTime
  let storage: FakeLogStorage
  let log: LocalLog
  private let config: LogConfig

  init(
    _ disk: FakeLogStorage.Disk = FakeLogStorage.Disk(), time: VirtualTime = VirtualTime(), config: LogConfig? = nil,
    onCommit: @escaping @Sendable (LogBatch) -> Void = { _ in }
  ) async throws {
    self.time = time
    let config = config ?? Self.config()
    self.config = config
    storage = FakeLogStorage(disk: disk, onCommit: onCommit)
    log = LocalLog(config: config, time: time, storage: storage, stored: disk.stored)
    try await log.restore()
  }

  static func config(_ change: (inout LogConfig) -> Void = { _ in }) -> LogConfig {
    var config = LogConfig()
    config.type = .sqlite
    change(&config)
    return config
  }

  /// The same log after the end of the process, or of the machine.
  func crashed(machine: Bool = false) async throws -> StoredLogBench {
    try await StoredLogBench(machine ? storage.synced : storage.disk, time: time, config: config)
  }

  /// A graph that gives everything to one sink.
  static func graph(sink: String = "out", stages: [Graph.StageNode] = []) throws -> Graph {
    try Graph(
      pipelines: [PipelineDescription(name: "live", from: ["test"], stages: stages, to: [sink])], sinks: [sink])
  }

  @discardableResult
  func append(_ count: Int) async throws(LogError) -> ClosedRange<UInt64> {
    let numbers = try await log.append(LogBench.events(count), from: .source("test"), whenFull: .accept)
    return numbers.lowerBound.value...numbers.upperBound.value
  }

  /// Returns when everything that was handed to the log has been written.
  func settle() async {
    let mark = "\(UInt64.random(in: .min ... .max))"
    log.note([1], mark, of: "mark")
    while storage.disk.notes["mark"]?[mark] == nil, !Task.isCancelled {
      await recover()
    }
  }

  /// Lets the log try again what has failed, when time has passed; otherwise only lets others run.
  func recover() async {
    if log.status().trouble != nil {
      time.advance(by: .seconds(1))
      log.tick()
    }
    await Task.yield()
  }
}
