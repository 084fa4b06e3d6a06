import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import EventLogSQLite

/// Random histories with crashes and stops: what was answered is there, nothing is there twice, and every sink finds what it
/// was handed.
@Suite struct FileLogPropertyTests {
  @Test(arguments: 0..<12)
  func `a log keeps through all its lives what it has promised`(seed: UInt64) async throws {
    let run = try await FileLogRun(seed: seed)
    for step in 0..<80 {
      try await run.next()
      guard run.differences.isEmpty else {
        Issue.record("seed \(seed), step \(step): \(run.differences.joined(separator: "\n"))")
        return
      }
    }
  }
}

private final class FileLogRun {
  private var random: SplitMix64
  private let file: FileLog
  private var router: Router
  /// Answered, with their payloads.
  private var accepted: [EventNumber: String] = [:]
  private var handed: [String: [(number: EventNumber, text: String)]] = ["some": [], "all": []]
  private var keys: [String: EventNumber] = [:]
  private var notes: [String: [UInt8]] = [:]
  private var cursors: [String: SinkCursor] = [:]
  private var position: String?
  private var count = 0
  private(set) var differences: [String] = []

  init(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let tail = [64, 256, 32_768].randomElement(using: &random) ?? 64
    file = try await FileLog { $0.tail = .kibibytes(tail) }
    router = Router(graph: try NumberedStage.graph())
    self.random = random
  }

  func next() async throws {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: try await begin { try await $0.crash() }
    case 1: try await begin { try await $0.restart() }
    case 2...8: try await route()
    case 9: note()
    case 10: try await advance()
    case 11: try await compare()
    default: try await append()
    }
  }

  // MARK: Steps

  private func append() async throws {
    count += 1
    let events = (0..<Int.random(in: 1...40, using: &random)).map { index in
      let size = Int.random(in: 0...(index == 0 ? 9000 : 300), using: &random)
      return Event.sample("agent_status", #"{"n":"\#(count).\#(index)","x":"\#(String(repeating: "ü", count: size))"}"#)
    }
    let keys = events.map { _ in
      Bool.random(using: &random) ? "key\u{0}\(Int.random(in: 0..<200, using: &random))" : nil
    }
    position = "at\u{0}\(count)"
    let submission = LogSubmission(events: events, origin: .source("test"), keys: keys, sourcePosition: position)
    let receipt = try await file.log.append(submission, whenFull: .refuse)
    for (index, item) in receipt.items.enumerated() {
      let known = keys[index].flatMap { self.keys[$0] }
      expectEqual(item.isDuplicate, known != nil, "duplicate \(keys[index] ?? "-")")
      if let known { expectEqual(item.number, known, "number of a duplicate") }
      guard !item.isDuplicate else { continue }
      if accepted[item.number] != nil { differences.append("number \(item.number.value) was given twice") }
      accepted[item.number] = "\(events[index].data)"
      if let key = keys[index] { self.keys[key] = item.number }
    }
  }

  private func route() async throws {
    let entries = try await file.log.history(after: file.log.routed, limit: Int.random(in: 1...60, using: &random))
    guard let last = entries.last else { return }
    let step = router.step(entries)
    for (sink, deliveries) in zip(["some", "all"], step.deliveries) {
      handed[sink]? += deliveries.map { ($0.number, "\($0.event.data)") }
    }
    _ = file.log.record(step.outcomes, emissions: step.emissions, routed: last.number)
    file.log.advance(.router, to: last.number)
    // Of emissions nobody is told; they are found in the history.
    try await file.settle()
    for entry in try await file.log.history(after: last.number, limit: .max) where accepted[entry.number] == nil {
      expectEqual(entry.event.source, "stage", "an event that nobody was told of")
      accepted[entry.number] = "\(entry.event.data)"
    }
  }

  private func note() {
    let key = "k\(Int.random(in: 0..<5, using: &random))"
    let value = Bool.random(using: &random) ? Array("\(count)".utf8) : nil
    notes[key] = value
    file.log.note(value, key, of: "kind")
  }

  private func advance() async throws {
    let sink = ["some", "all"].randomElement(using: &random) ?? "all"
    let start = cursors[sink] ?? file.log.register(DurableSink(name: sink, atHardLimit: .refuse) {})
    let page = try await file.log.page(for: sink, after: start.position, limit: Int.random(in: 1...30, using: &random))
    let cursor = SinkCursor(position: page.next, number: page.reached ?? start.number)
    cursors[sink] = cursor
    file.log.advance(sink, to: cursor)
  }

  private func begin(_ life: (FileLog) async throws -> Void) async throws {
    try await file.settle()
    try await life(file)
    for sink in cursors.keys {
      expectEqual(
        file.log.register(DurableSink(name: sink, atHardLimit: .refuse) {}), cursors[sink], "cursor of \(sink)")
    }
    try await compare()
  }

  // MARK: Comparing

  private func compare() async throws {
    try await file.settle()
    let entries = try await file.history()
    expectEqual(entries.map(\.number), accepted.keys.sorted(), "numbers")
    for entry in entries where "\(entry.event.data)" != accepted[entry.number] {
      differences.append("event \(entry.number.value) has changed")
    }
    for (sink, expected) in handed {
      let found = try await file.pages(for: sink, limit: Int.random(in: 1...50, using: &random))
      expectEqual(
        found.deliveries.map { "\($0.number.value) \($0.event.data)" },
        expected.map { "\($0.number.value) \($0.text)" }, "what \(sink) gets")
      expectEqual(found.lost, [], "lost at \(sink)")
      expectEqual(try await file.log.backlog(of: sink, after: .start), expected.count, "backlog of \(sink)")
      try await compareResume(sink, expected)
    }
    expectEqual(try await file.log.notes(of: "kind"), notes, "notes")
    expectEqual(file.log.sourcePosition(of: "test"), position, "the source's position")
    let status = file.log.status()
    expectEqual(status.count, accepted.count, "count")
  }

  /// Whoever had an event goes on with the one behind it.
  private func compareResume(_ sink: String, _ expected: [(number: EventNumber, text: String)]) async throws {
    guard let index = expected.indices.randomElement(using: &random) else { return }
    let point = try await file.log.resumePoint(after: expected[index].number, for: sink)
    expectEqual(point.gap, nil, "gap")
    let rest = try await file.pages(for: sink, after: point.position)
    expectEqual(
      rest.deliveries.map(\.number), expected[(index + 1)...].map(\.number), "rest behind a number at \(sink)")
  }

  private func expectEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: String) {
    if actual != expected { differences.append("\(what) is \(actual) and should be \(expected)") }
  }
}
