import ConfigSchema
import RouterCore
import TestSupport

/// A memory log on virtual time.
struct LogBench {
  let time = VirtualTime()
  let log: LocalLog

  init(
    age: Duration = .seconds(1_000_000), size: Int = 1_000_000_000, count: Int = 1_000_000, queue: Int = 1_000_000,
    queueSize: Int = 1_000_000_000, cursors: [LogCursor] = [.router], head: UInt64 = 0
  ) {
    var config = LogConfig()
    config.keep.age = age
    config.keep.size = ByteSize(bytes: size)
    config.keep.count = count
    config.queue.events = queue
    config.queue.size = ByteSize(bytes: queueSize)
    let head = EventNumber(head)
    log = LocalLog(
      config: config, time: time, cursors: cursors, stored: StoredLog(epoch: "test", head: head, routed: head))
  }

  /// Events that say which producer made them.
  static func events(_ count: Int, from producer: Int = 0) -> [Event] {
    Array(repeating: .sample("agent_status", #"{"producer":\#(producer)}"#), count: count)
  }

  @discardableResult
  func append(
    _ count: Int, from producer: Int = 0, whenFull: FullLogPolicy = .accept
  ) async throws(LogError) -> ClosedRange<UInt64> {
    let numbers = try await log.append(Self.events(count, from: producer), from: .source("test"), whenFull: whenFull)
    return numbers.lowerBound.value...numbers.upperBound.value
  }

  func advance(_ cursor: LogCursor = .router, to number: UInt64) { log.advance(cursor, to: EventNumber(number)) }

  var retained: [UInt64] { log.retained(after: .zero, limit: .max).map(\.number.value) }

  /// Returns when that many producers are held back.
  func waitForProducers(_ count: Int) async {
    while log.status().waiting != count, !Task.isCancelled { await Task.yield() }
  }
}
