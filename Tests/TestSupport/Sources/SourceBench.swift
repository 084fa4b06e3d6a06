import ConfigSchema
import Logging
import RouterCore

/// A source's surroundings: virtual time, a catalogue and a log that holds the source back when nobody reads it.
package struct SourceBench: Sendable {
  package let name: String
  package let catalogue: Catalogue
  package let time: VirtualTime
  package let log: LocalLog
  package let counters = SourceCounters()

  /// - Parameter queue: events that may wait to be routed before the source is held back.
  package init(
    name: String = "source", catalogue: Catalogue = .standard, time: VirtualTime = VirtualTime(), queue: Int = 65_536
  ) {
    self.name = name
    self.catalogue = catalogue
    self.time = time
    var config = LogConfig()
    config.queue.events = queue
    // Tests look at everything, however far they move the clock.
    config.keep.age = .seconds(1 << 40)
    config.keep.count = .max
    config.keep.size = ByteSize(bytes: .max)
    log = LocalLog(config: config, time: time, stored: StoredLog(epoch: "test"))
  }

  package var emitter: Emitter {
    Emitter(name: name, intake: Intake(catalogue: catalogue, time: time), log: log, counters: counters)
  }

  package var context: ComponentContext { .sample(name: name, catalogue: catalogue, time: time) }

  package var accepted: Int { Int(log.status().head.value) }

  /// All events accepted so far.
  package var events: [Event] { log.retained(after: .zero, limit: .max - 1).map(\.event) }

  /// The first `count` events; waits for them.
  package func events(_ count: Int) async -> [Event] {
    while accepted < count, !Task.isCancelled { _ = await log.entries(after: EventNumber(UInt64(accepted)), limit: 1) }
    return Array(events.prefix(count))
  }

  /// Lets the router have read everything, which makes room.
  package func makeRoom() { log.advance(.router, to: log.status().head) }

  /// Runs the source in a task that ends with `body`.
  package func running<Result: Sendable>(
    _ source: any Source, _ body: () async throws -> Result
  ) async throws -> Result {
    let task = Task { [emitter] in try? await source.run(emitter) }
    let result: Result
    do {
      result = try await body()
    } catch {
      task.cancel()
      throw error
    }
    task.cancel()
    await task.value
    return result
  }
}

extension ComponentContext {
  /// What the engine would give; nothing is logged.
  package static func sample(
    name: String = "test", catalogue: Catalogue = .standard, time: any TimeSource = VirtualTime(),
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, mayRepeat: EventNumber = .zero
  ) -> ComponentContext {
    ComponentContext(name: name, catalogue: catalogue, time: time, logger: logger, mayRepeat: mayRepeat)
  }
}
