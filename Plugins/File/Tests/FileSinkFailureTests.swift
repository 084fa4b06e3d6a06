import ConfigSchema
import Foundation
import Glibc
import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import FilePlugin

@Suite struct FileSinkFailureTests {
  @Test func `A disk that fills up in the middle of a line keeps the whole lines`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    bench.files.line(up: .short(lineLength(1) * 2 + 10), .fail(ENOSPC), for: .write)
    let batch = Delivery.samples(1...5)
    let reason = "cannot write \(bench.path): No space left on device"
    #expect(await sink.deliver(batch) == .retry(delivered: 2, reason: reason))
    #expect(bench.numbers() == [1, 2])
    #expect(await sink.deliver(Array(batch[2...])) == .delivered)
    #expect(bench.numbers() == Array(1...5))
  }

  @Test func `A partial line that cannot be cut at once is cut when the file is opened again`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    bench.files.line(up: .short(10), .fail(EIO), for: .write)
    bench.files.line(up: .fail(EIO), for: .truncate)
    _ = await sink.deliver([.sample(1)])
    #expect(bench.text() == #"{"id":"msg"#)
    #expect(await sink.deliver([.sample(1)]) == .delivered)
    #expect(bench.numbers() == [1])
  }

  @Test func `With fsync always, lines that could not be synced do not count and are not doubled`() async throws {
    let bench = try FileBench("fsync: always")
    let sink = try await bench.openSink()
    _ = await sink.deliver([.sample(1)])
    bench.files.line(up: .fail(EIO), for: .sync)
    bench.files.line(up: .fail(EIO), for: .truncate)
    let batch = Delivery.samples(2...3)
    #expect(
      await sink.deliver(batch) == .retry(delivered: 0, reason: "cannot sync \(bench.path): Input/output error"))
    #expect(await sink.deliver(batch) == .delivered)
    #expect(bench.numbers() == [1, 2, 3])
  }

  @Test func `A file that was renamed is left and a new one begun`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    _ = await sink.deliver([.sample(1)])
    rename(bench.path, bench.folder.path("events-moved"))
    for number in 2...4 as ClosedRange<UInt64> { #expect(await sink.deliver([.sample(number)]) == .delivered) }
    // The first batch behind the renaming may still go into the renamed file: nothing is lost.
    #expect(bench.numbers(in: "events-moved") == [1, 2])
    #expect(bench.numbers() == [3, 4])
  }

  @Test func `Lines written into a removed file are written again`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    _ = await sink.deliver([.sample(1)])
    unlink(bench.path)
    #expect(await sink.deliver(Delivery.samples(2...3)) == .delivered)
    #expect(bench.numbers() == [2, 3])
  }

  @Test func `A removed folder is created again`() async throws {
    let folder = try TemporaryFolder()
    let config = FileSinkConfig.sample("path: \(folder.path)/a/b/events.ndjson")
    let sink = FileSink(config: config, context: .sample())
    try await sink.open()
    _ = await sink.deliver([.sample(1)])
    TemporaryFolder.remove(folder.path("a"))
    #expect(await sink.deliver([.sample(2)]) == .delivered)
    #expect(FileBench.numbers(try String(contentsOfFile: config.path, encoding: .utf8)) == [2])
  }

  @Test func `A folder that cannot be created is a reason to retry`() async throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(fileURLWithPath: folder.path("a")))
    let config = FileSinkConfig.sample("path: \(folder.path)/a/events.ndjson")
    let sink = FileSink(config: config, context: .sample())
    let reason = "cannot open \(config.path): Not a directory"
    #expect(await sink.deliver([.sample(1)]) == .retry(reason: reason))
    unlink(folder.path("a"))
    #expect(await sink.deliver([.sample(1)]) == .delivered)
  }

  @Test func `A file that others cut is continued`() async throws {
    let bench = try FileBench("rotate: { size: 1KiB }")
    let sink = try await bench.openSink()
    _ = await sink.deliver(Delivery.samples(1...2))
    truncate(bench.path, 0)
    for number in 3...5 as ClosedRange<UInt64> { #expect(await sink.deliver([.sample(number)]) == .delivered) }
    #expect(bench.numbers() == [3, 4, 5])
  }

  @Test func `A sync that fails behind delivered lines gives the file up and goes on`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    _ = await sink.deliver([.sample(1)])
    bench.files.line(up: .fail(EIO), for: .sync)
    let deadline = try #require(await sink.deadline)
    await sink.due(at: deadline)
    #expect(await sink.deadline == nil)
    #expect(await sink.deliver([.sample(2)]) == .delivered)
    #expect(bench.numbers() == [1, 2])
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `Nothing is lost and nothing doubled whatever fails`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let policy = ["always", "interval", "never"].randomElement(using: &random) ?? "never"
    let bench = try FileBench("fsync: \(policy)\nrotate: { size: 1KiB, every: 10s }")
    let sink = bench.sink()
    let faults = Mutex(SplitMix64(seed: seed &+ 1000))
    bench.files.draw { operation in
      faults.withLock { random in
        guard Int.random(in: 0..<6, using: &random) == 0 else { return nil }
        let isShort = operation == .write && Bool.random(using: &random)
        return isShort ? .short(Int.random(in: 1...400, using: &random)) : .fail(ENOSPC)
      }
    }
    var number: UInt64 = 1
    while number < 120 {
      let last = number + UInt64.random(in: 0..<9, using: &random)
      var rest = Delivery.samples(number...last)[...]
      for attempt in 0..<200 where !rest.isEmpty {
        rest = rest.dropFirst(await sink.deliver(Array(rest)).deliveredCount(of: rest.count))
        if attempt == 150 { bench.files.repair() }
      }
      #expect(rest.isEmpty)
      number = last + 1
      bench.time.advance(by: .seconds(Int.random(in: 0..<4, using: &random)))
      if Int.random(in: 0..<8, using: &random) == 0, let deadline = await sink.deadline {
        bench.time.advance(to: deadline)
        await sink.due(at: deadline)
      }
    }
    #expect(bench.allNumbers() == Array(1..<Int(number)))
  }

  /// Needs the right to mount; elsewhere the injected faults above stand for it.
  @Test func `A real disk that is full is a reason to retry, and freed space is used`() async throws {
    let folder = try TemporaryFolder()
    guard mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0 else { return }
    defer { umount2(folder.path, Int32(MNT_DETACH)) }
    try Data(count: 32 << 10).write(to: URL(fileURLWithPath: folder.path("filler")))
    let sink = FileSink(config: .sample("path: \(folder.path)/events.ndjson\nfsync: always"), context: .sample())
    try await sink.open()
    var rest = Delivery.samples(1...1000)[...]
    var isFreed = false
    for _ in 0..<10 where !rest.isEmpty {
      let answer = await sink.deliver(Array(rest.prefix(150)))
      rest = rest.dropFirst(answer.deliveredCount(of: min(rest.count, 150)))
      guard case .retry(_, _, let reason) = answer else { continue }
      #expect(reason == "cannot write \(folder.path)/events.ndjson: No space left on device")
      let numbers = FileBench.numbers(try String(contentsOfFile: folder.path("events.ndjson"), encoding: .utf8))
      #expect(numbers == Array(1...(1000 - rest.count)))
      unlink(folder.path("filler"))
      if isFreed { break }
      isFreed = true
    }
    #expect(isFreed)
    let text = try String(contentsOfFile: folder.path("events.ndjson"), encoding: .utf8)
    #expect(FileBench.numbers(text) == Array(1...(1000 - rest.count)))
  }
}
