import GRDB
import RouterCore
import TestSupport
@testable import EventLogSQLite

/// A log with some content, as a router leaves it, for what operators do with it.
struct OperatedLog {
  let file: FileLog
  var path: String { file.config.path }

  /// - Parameter batches: of ten events each, the last one not routed.
  init(batches: Int = 6) async throws {
    file = try await FileLog()
    try await fill(batches: batches)
  }

  func fill(batches: Int) async throws {
    var router = Router(graph: try NumberedStage.graph())
    for batch in 0..<batches {
      let type = batch.isMultiple(of: 2) ? "agent_status" : "system_alert"
      let events = (0..<10).map { Event.sample(type, #"{"n":"\#(batch).\#($0)"}"#) }
      _ = try await file.log.append(events, from: .source("test"), whenFull: .accept)
      guard batch < batches - 1 else { break }
      let entries = try await file.log.history(after: file.log.routed, limit: .max)
      let step = router.step(entries)
      _ = file.log.record(step.outcomes, emissions: step.emissions, routed: entries.last?.number)
      try await file.settle()
    }
    try await file.settle()
  }

  func stop() async {
    file.log.close()
    await file.log.shutDown()
  }

  func archive() throws -> LogArchive { try LogArchive(path: path, catalogue: .standard) }

  /// Changes the file behind the router's back.
  func change(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  func addDeadLetter(_ numbers: ClosedRange<UInt64>, sink: String, event: Event?) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      let letter = DeadLetter(
        at: Timestamp(microseconds: 1_000_000), sink: sink,
        numbers: EventNumber(numbers.lowerBound)...EventNumber(numbers.upperBound), reason: "refused", attempts: 3,
        event: event)
      try DeadLetterRow.add(letter, in: database)
    }
    try queue.close()
  }
}
