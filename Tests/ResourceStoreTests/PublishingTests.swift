import GRDB
import Logging
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import ResourceStore

/// Every event reaches the log once and in order, whatever happens to the process between.
@Suite(.timeLimit(.minutes(1)))
struct PublishingTests {
  private static func texts(_ range: Range<Int>) -> [String] { range.map { "n\($0)" } }

  @Test func `Events are told in the order of their transactions, with the time of the change`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    try await store.add("a", "b")
    bench.source.time.advance(by: .seconds(60))
    try await store.add("c")
    bench.source.time.advance(by: .seconds(60))
    try await bench.publish(store, until: 3)
    #expect(bench.logged == ["a", "b", "c"])
    #expect(bench.source.events.map(\.time.text).map { $0.suffix(9) } == ["10:30:00Z", "10:30:00Z", "10:31:00Z"])
    #expect(bench.source.events.allSatisfy { $0.source == "notes" })
    try await store.write { _ in }
    #expect(try await store.waiting() == 0)
  }

  @Test func `What is written while it publishes is told at once`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    let running = Running { [emitter = bench.source.emitter] in try? await store.publish(emitter) }
    for number in 0..<20 {
      try await store.add("n\(number)")
      _ = await bench.source.events(number + 1)
    }
    #expect(bench.logged == Self.texts(0..<20))
    #expect(await running.stop())
  }

  @Test func `A crash between telling and forgetting tells nothing twice`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    try await store.add("a", "b")
    let crashed = try await bench.image("crashed", of: store)
    try await bench.publish(store, until: 2)
    // The log knows them, and the file does not know that.
    let next = crashed.store()
    #expect(try await next.waiting() == 2)
    try await next.add("c")
    try await crashed.publish(next, until: 3)
    #expect(crashed.logged == ["a", "b", "c"])
  }

  @Test func `A crash between two batches goes on with the second`() async throws {
    let bench = try StoreBench(queue: 256)
    let store = bench.store()
    try await store.add(Self.texts(0..<600))
    let crashed = try await bench.image("crashed", of: store)
    try await bench.publish(store, until: 256)
    #expect(bench.source.accepted == 256)
    bench.source.makeRoom()
    let next = crashed.store()
    let running = Running { [emitter = crashed.source.emitter] in try? await next.publish(emitter) }
    _ = await crashed.source.events(512)
    crashed.source.makeRoom()
    _ = await crashed.source.events(600)
    #expect(await running.stop())
    #expect(crashed.logged == Self.texts(0..<600))
  }

  @Test func `A log that is gone with the process is told only what is new`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    let running = Running { [emitter = bench.source.emitter] in try? await store.publish(emitter) }
    try await store.add("a")
    _ = await bench.source.events(1)
    // Forgotten without another change.
    while try await store.waiting() > 0 { await Task.yield() }
    #expect(await running.stop())
    let later = try await bench.image("later", of: store).with(SourceBench(name: "notes"))
    let next = later.store()
    try await next.add("b")
    try await later.publish(next, until: 1)
    #expect(later.logged == ["b"])
  }

  @Test func `The backlog is what waits, also before anything is published and after a restart`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    try await store.add("a", "b", "c")
    #expect(try await store.backlog() == 3)
    try await bench.publish(store, until: 3)
    #expect(try await store.backlog() == 0)
    // This life has not heard of the log yet.
    let later = try await bench.image("later", of: store)
    let next = later.store()
    try await next.write { _ in }
    let waiting = try await next.waiting()
    #expect(try await next.backlog() == waiting)
    try await next.add("d")
    try await later.publish(next, until: 4)
    #expect(try await next.backlog() == 0)
  }

  @Test func `A store in memory goes on under a log that knows an earlier one`() async throws {
    let bench = try StoreBench()
    for life in ["a", "b", "c"] {
      let store = bench.store(inMemory: true)
      try await store.add(life)
      try await bench.publish(store, until: bench.source.accepted + 1)
    }
    #expect(bench.logged == ["a", "b", "c"])
  }

  @Test func `An old copy of the file, put back, loses no new event`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    try await store.add("a")
    try await bench.publish(store, until: 1)
    let backup = try await bench.image("backup", of: store)
    try await store.add("b", "c", "d")
    try await bench.publish(store, until: 4)
    let restored = backup.store()
    try await restored.add("e")
    try await backup.publish(restored, until: 5)
    #expect(Array(backup.logged.suffix(1)) == ["e"])
    let later = try await backup.image("later", of: restored)
    let next = later.store()
    try await next.add("f")
    try await later.publish(next, until: backup.source.accepted + 1)
    #expect(backup.logged.last == "f")
    #expect(backup.logged.filter { $0 == "f" }.count == 1)
  }

  @Test func `A type that has been switched off since is given up, and holds nothing up`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    try await store.add("a")
    try await store.write { transaction in
      try transaction.emit(EventDraft(type: "system_status", data: .sample(Self.status)))
    }
    try await store.add("b")
    let off = try Catalogue(disabling: ["system_status"])
    let later = try await bench.image("later", of: store).with(SourceBench(name: "notes", catalogue: off))
    let next = later.store()
    try await later.publish(next, until: 2)
    #expect(later.logged == ["a", "b"])
    // And from now on it is left out, which is no reason not to change.
    try await next.write { transaction in
      try transaction.add("c")
      try transaction.emit(EventDraft(type: "system_status", data: .sample(Self.status)))
    }
    #expect(try await next.waiting() == 1)
    #expect(try await next.notes() == ["a", "b", "c"])
  }

  private static let status = #"{"old_status":"healthy","new_status":"degraded","reason":"x"}"#

  @Test func `An event that the catalogue does not allow changes nothing`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    for (type, data) in [("agent_status", "{}"), ("no_such_type", "{}")] {
      await #expect(throws: IntakeError.self) {
        try await store.write { transaction in
          try transaction.add("a")
          try transaction.emit(EventDraft(type: type, data: .sample(data)))
        }
      }
    }
    #expect(try await store.notes() == [])
    #expect(try await store.waiting() == 0)
  }

  /// Random writes, failures, publications and restarts, also after crashes, against a list.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func `Whatever happens, the log has each event of each change once and in order`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var bench = try StoreBench(queue: 8)
    var (store, expected, number) = (bench.store(), [String](), 0)
    for step in 0..<60 {
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1:
        let texts = Self.texts(number..<number + Int.random(in: 1...6, using: &random))
        number += texts.count
        try await store.add(texts)
        expected += texts
      case 2:
        await #expect(throws: Problem.self) { try await store.add("never\(step)", failing: true) }
      case 3:
        // As far as it comes before the log is full, or a part of that.
        bench.source.makeRoom()
        let more = Int.random(in: 0...(expected.count - bench.source.accepted), using: &random)
        try await bench.publish(store, until: min(bench.source.accepted + more, bench.source.accepted + 1))
      case 4: store = bench.store()
      default:
        let image = try await bench.image("image\(step)", of: store)
        if Bool.random(using: &random), bench.source.accepted < expected.count {
          bench.source.makeRoom()
          try await bench.publish(store, until: bench.source.accepted + 1)
        }
        // The file is as it was before the log heard of it.
        (bench, store) = (image, image.store())
      }
      #expect(bench.logged == Array(expected.prefix(bench.source.accepted)))
    }
    while bench.source.accepted < expected.count {
      bench.source.makeRoom()
      try await bench.publish(store, until: bench.source.accepted + 1)
    }
    #expect(bench.logged == expected)
    #expect(try await store.notes() == expected)
  }
}
