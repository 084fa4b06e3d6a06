import ConfigSchema
import GRDB
import RouterCore
import TestSupport
import Testing

@testable import EventLogSQLite

/// Logs that were cut, flipped or overwritten: they open, keep what is whole, and say what is lost.
@Suite struct DamagedLogTests {
  @Test(arguments: 0..<40)
  func `a damaged log opens and is honest about its loss`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let file = try await FileLog { $0.tail = .kibibytes(64) }
    let accepted = try await fill(file, &random)
    if Bool.random(using: &random) { try await file.restart() }
    let (epoch, head) = (file.stored.epoch, file.log.status().head)
    var damage: [Injury] = []
    try await file.crash { path in
      for suffix in ["", "-wal"] where suffix.isEmpty || Bool.random(using: &random) {
        var bytes = try FileLog.read(path + suffix)
        damage.append(Injury.random(to: &bytes, using: &random))
        FileLog.write(bytes, to: path + suffix)
      }
    }
    let kept = try await file.history()
    for entry in kept where "\(entry.event.data)" != accepted[entry.number] {
      Issue.record("seed \(seed): event \(entry.number.value) is not what was accepted (\(damage))")
    }
    let lost = try losses(of: file)
    let known = Set(kept.map(\.number))
    let newest = kept.last?.number ?? .zero
    for number in accepted.keys where !known.contains(number) && number < newest {
      let isSaid = lost.contains { $0.contains(number) } || number < (kept.first?.number ?? .zero)
      if !isSaid { Issue.record("seed \(seed): event \(number.value) is lost without a word (\(damage))") }
    }
    // It goes on, and gives no number that means something else already.
    let next = try await file.log.append([.sample()], from: .source("test"), whenFull: .refuse)
    #expect(next.lowerBound > head || file.stored.epoch != epoch, "seed \(seed): \(damage)")
    try await readEverything(file)
  }

  @Test(arguments: [
    ("an empty file", []), ("no database", Array("hello, world\n".utf8)), ("zeros", [UInt8](repeating: 0, count: 8192)),
  ])
  func `what is no log at all is put aside`(name: String, bytes: [UInt8]) async throws {
    let file = try await FileLog()
    try await file.crash { path in
      FileLog.write(bytes, to: path)
      FileLog.write([], to: path + "-wal")
    }
    let next = try await file.log.append([.sample()], from: .source("test"), whenFull: .refuse)
    #expect(next.lowerBound.value >= 1)
  }

  @Test func `keys of events do not pile up in the file`() async throws {
    let file = try await FileLog { $0.idempotency.count = 5 }
    for number in 1...20 {
      let submission = LogSubmission(events: [.sample()], origin: .source("test"), keys: ["key\(number)"])
      _ = try await file.log.append(submission, whenFull: .refuse)
    }
    try await file.restart { _ in }
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: file.config.path, configuration: configuration)
    let keys = try await queue.read { try String.fetchAll($0, sql: "SELECT key FROM idempotency ORDER BY id") }
    #expect(keys == (16...20).map { "key\($0)" })
  }

  @Test func `a new log is no damaged one`() async throws {
    let file = try await FileLog()
    #expect(file.folder.names(in: "life0").filter { $0.contains("damaged") } == [])
    let numbers = try await file.log.append([.sample()], from: .source("test"), whenFull: .refuse)
    #expect(numbers.lowerBound.value == 1)
  }

  @Test func `another program's database is left alone`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("other.db")
    let other = try DatabaseQueue(path: path)
    try await other.write { try $0.execute(sql: "CREATE TABLE customers (name TEXT)") }
    try other.close()
    let before = try FileLog.read(path)
    var config = LogConfig()
    config.path = path
    #expect(throws: LogOpenError.self) {
      try SQLiteLog.open(config, catalogue: .standard, time: VirtualTime(), logger: .quiet)
    }
    #expect(try FileLog.read(path) == before)
  }

  @Test func `a second router is kept away`() async throws {
    let file = try await FileLog()
    let config = file.config
    #expect {
      try SQLiteLog.open(config, catalogue: .standard, time: VirtualTime(), logger: .quiet)
    } throws: {
      "\($0)".contains("in use by another router")
    }
  }

  // MARK: Parts

  private func fill(_ file: FileLog, _ random: inout SplitMix64) async throws -> [EventNumber: String] {
    var accepted: [EventNumber: String] = [:]
    var router = Router(graph: try NumberedStage.graph())
    for batch in 0..<Int.random(in: 5...60, using: &random) {
      let events = (0..<Int.random(in: 1...30, using: &random)).map { index in
        let text = String(repeating: "x", count: Int.random(in: 0...(index == 0 ? 12_000 : 400), using: &random))
        return Event.sample("agent_status", #"{"n":"\#(batch).\#(index)","x":"\#(text)"}"#)
      }
      _ = try await file.log.append(events, from: .source("test"), whenFull: .accept)
      let entries = try await file.log.history(after: file.log.routed, limit: .max)
      let step = router.step(entries)
      _ = file.log.record(step.outcomes, emissions: step.emissions, routed: entries.last?.number)
    }
    try await file.settle()
    for entry in try await file.history() { accepted[entry.number] = "\(entry.event.data)" }
    return accepted
  }

  private func losses(of file: FileLog) throws -> [ClosedRange<EventNumber>] {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: file.config.path, configuration: configuration)
    return try queue.read { database in
      try Row.fetchAll(database, sql: "SELECT first, last FROM lost").map { row in
        let (first, last): (Int64, Int64) = (row[0], row[1])
        return EventNumber(UInt64(first))...EventNumber(UInt64(last))
      }
    }
  }

  /// Whatever is asked, there is an answer.
  private func readEverything(_ file: FileLog) async throws {
    for sink in ["some", "all"] {
      _ = try await file.pages(for: sink)
      _ = try await file.log.backlog(of: sink, after: .start)
      _ = try await file.log.resumePoint(after: EventNumber(3), for: sink)
    }
    _ = try await file.log.outcomes(of: EventNumber(3))
    _ = try await file.log.notes(of: "kind")
    try await file.settle()
    try await file.restart()
  }
}

/// What happened to a file.
private enum Injury {
  case cut(to: Int)
  case flips([Int])
  case zeros(Range<Int>)
  case garbage(Range<Int>)
  case none

  static func random(to bytes: inout [UInt8], using random: inout SplitMix64) -> Injury {
    guard !bytes.isEmpty else { return .none }
    let start = Int.random(in: 0..<bytes.count, using: &random)
    let range = start..<min(bytes.count, start + Int.random(in: 1...9000, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      bytes.removeLast(bytes.count - start)
      return .cut(to: start)
    case 1:
      for index in range { bytes[index] = 0 }
      return .zeros(range)
    case 2:
      for index in range { bytes[index] = UInt8.random(in: 0...255, using: &random) }
      return .garbage(range)
    default:
      // Often where the structure is.
      let places = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        Bool.random(using: &random) ? start : Int.random(in: 0..<min(bytes.count, 4096), using: &random)
      }
      for place in places { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
      return .flips(places)
    }
  }
}
