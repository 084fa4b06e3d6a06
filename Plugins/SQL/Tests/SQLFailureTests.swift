import Foundation
import GRDB
import Glibc
import RouterCore
import TestSupport
import Testing

@testable import SQLPlugin

@Suite struct SQLFailureTests {
  @Test func `A database that others have locked is a reason to try again`() async throws {
    let bench = try SQLBench()
    let other = try SQLBench.blocker(bench.config.path)
    try await bench.withSink { sink in
      #expect(await sink.deliver([.status(1)]) == .delivered)
      try await other.write { db in try db.execute(sql: "CREATE TABLE IF NOT EXISTS other (a)") }
      try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
      #expect(
        await sink.deliver([.status(2)]) == .retry(reason: "cannot write \(bench.config.path): database is locked"))
      try other.inDatabase { try $0.execute(sql: "COMMIT") }
      #expect(await sink.deliver([.status(2)]) == .delivered)
    }
    #expect(try bench.numbers() == [1, 2])
  }

  @Test func `A file that is no database is left alone until it is replaced`() async throws {
    let bench = try SQLBench()
    let text = String(repeating: "not a database ", count: 500)
    try text.write(toFile: bench.config.path, atomically: true, encoding: .utf8)
    let sink = bench.sink()
    await #expect(throws: SQLOpenFailure(path: bench.config.path, reason: "file is not a database")) {
      try await sink.open()
    }
    #expect(
      await sink.deliver([.status(1)]) == .retry(reason: "cannot write \(bench.config.path): file is not a database"))
    #expect(try String(contentsOfFile: bench.config.path, encoding: .utf8) == text)
    unlink(bench.config.path)
    #expect(await sink.deliver([.status(1)]) == .delivered)
    try await sink.close()
    #expect(try bench.numbers() == [1])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `A damaged file never makes the sink say that something is delivered which is not`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let bench = try SQLBench()
    try await bench.withSink { #expect(await $0.deliver(Delivery.samples(1...300)) == .delivered) }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: bench.config.path))
    for _ in 0..<Int.random(in: 1...40, using: &random) {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    if Bool.random(using: &random) { bytes = bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)) }
    try bytes.write(to: URL(fileURLWithPath: bench.config.path))
    let sink = bench.sink()
    try? await sink.open()
    if await sink.deliver([.status(1001)]) == .delivered {
      #expect(try bench.rows("SELECT number FROM events WHERE number = 1001") == ["1001"])
    }
    try? await sink.close()
  }

  @Test func `A database that was removed is begun anew, with the rows that went into the old one`() async throws {
    let bench = try SQLBench()
    try await bench.withSink { sink in
      #expect(await sink.deliver([.status(1)]) == .delivered)
      for suffix in ["", "-wal", "-shm"] { unlink(bench.config.path + suffix) }
      let answer = await sink.deliver([.status(2)])
      #expect(answer == .retry(reason: "\(bench.config.path) was moved or removed"))
      #expect(await sink.deliver([.status(2)]) == .delivered)
    }
    #expect(try bench.numbers() == [2])
  }

  @Test func `A table that was dropped is created again`() async throws {
    let bench = try SQLBench()
    try await bench.withSink { sink in
      #expect(await sink.deliver([.status(1)]) == .delivered)
      try bench.execute("DROP TABLE events")
      #expect(
        await sink.deliver([.status(2)]) == .retry(reason: "cannot write \(bench.config.path): no such table: events"))
      #expect(await sink.deliver([.status(2)]) == .delivered)
    }
    #expect(try bench.numbers() == [2])
  }

  @Test func `A folder that cannot be made is a reason to try again`() async throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(fileURLWithPath: folder.path("a")))
    let config = SQLConfig.sample("path: \(folder.path)/a/events.db\ntable: events\n\(SQLBench.columns)")
    let sink = SQLSink(config: config, context: .sample())
    await #expect(throws: SQLOpenFailure(path: config.path, reason: "its folder cannot be created")) {
      try await sink.open()
    }
    unlink(folder.path("a"))
    #expect(await sink.deliver([.status(1)]) == .delivered)
    try await sink.close()
  }

  @Test func `A transaction that a trigger rolled back is not taken for delivered`() async throws {
    let bench = try SQLBench()
    try bench.execute(
      """
      CREATE TABLE events (number INTEGER PRIMARY KEY, agent, status, count);
      CREATE TRIGGER guard BEFORE INSERT ON events WHEN NEW.status = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'no'); END
      """)
    try await bench.withSink { sink in
      guard case .retry(0, _, _) = await sink.deliver([.status(1), .status(2, "bad")]) else {
        return #expect(Bool(false), "answered as if the first row were there")
      }
      let numbers = try bench.numbers()
      #expect(numbers.isEmpty)
      #expect(await sink.deliver([.status(1)]) == .delivered)
    }
  }

  /// Needs the right to mount.
  @Test func `A disk that is full is a reason to try again, and freed space is used`() async throws {
    let folder = try TemporaryFolder()
    guard mount("tmpfs", folder.path, "tmpfs", 0, "size=512k") == 0 else { return }
    defer { umount2(folder.path, Int32(MNT_DETACH)) }
    try Data(count: 256 << 10).write(to: URL(fileURLWithPath: folder.path("filler")))
    let bench = try SQLBench("fsync: always\n\(SQLBench.columns)", in: folder)
    let long = String(repeating: "x", count: 2000)
    try await bench.withSink { sink in
      var number: UInt64 = 0
      var reasons: Set<String> = []
      while reasons.isEmpty, number < 500 {
        let answer = await sink.deliver([.status(number + 1, long)])
        if case .retry(0, _, let reason) = answer { reasons.insert(reason) } else { number += 1 }
      }
      #expect(reasons == ["cannot write \(bench.config.path): database or disk is full"])
      unlink(folder.path("filler"))
      #expect(await sink.deliver([.status(number + 1, long)]) == .delivered)
      let stored = try bench.numbers()
      #expect(stored == Array(1...number + 1))
    }
  }
}
