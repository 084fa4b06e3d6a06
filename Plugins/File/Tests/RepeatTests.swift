import Foundation
import RouterCore
import TestSupport
import Testing

@testable import FilePlugin

/// After a crash the engine offers again what was not confirmed.
@Suite struct RepeatTests {
  private func reopened(_ bench: FileBench, mayRepeat: UInt64) async throws -> FileSink {
    let context = ComponentContext.sample(time: bench.time, mayRepeat: EventNumber(mayRepeat))
    let sink = FileSink(config: bench.config, context: context, fileSystem: bench.files)
    try await sink.open()
    return sink
  }

  @Test(
    "what stands in the file is not written again, whatever part of it is offered",
    arguments: [(1, 30), (20, 30), (11, 20), (31, 40), (5, 5)] as [(UInt64, UInt64)])
  func repeats(first: UInt64, last: UInt64) async throws {
    let bench = try FileBench()
    let old = try await bench.openSink()
    #expect(await old.deliver(Delivery.samples(1...20)) == .delivered)
    try await old.close()
    let sink = try await reopened(bench, mayRepeat: 10_000)
    #expect(await sink.deliver(Delivery.samples(first...last)) == .delivered)
    #expect(await sink.deliver(Delivery.samples(10_001...10_002)) == .delivered)
    try await sink.close()
    let new = (first...last).filter { $0 > 20 }
    #expect(bench.numbers() == (Array(1...20) + new + [10_001, 10_002]).map(Int.init))
  }

  @Test func `a line that a crash has cut is written again`() async throws {
    let bench = try FileBench()
    let old = try await bench.openSink()
    #expect(await old.deliver(Delivery.samples(1...3)) == .delivered)
    try await old.close()
    try bench.write(String(bench.text().dropLast(10)))
    let sink = try await reopened(bench, mayRepeat: 100)
    #expect(await sink.deliver(Delivery.samples(2...4)) == .delivered)
    try await sink.close()
    #expect(bench.numbers() == [1, 2, 3, 4])
  }

  @Test func `a file that was rotated just before is looked at too`() async throws {
    let bench = try FileBench("rotate: { size: 1KiB }")
    let old = try await bench.openSink()
    #expect(await old.deliver(Delivery.samples(1...50)) == .delivered)
    try await old.close()
    #expect(bench.numbers().count < 20)
    let sink = try await reopened(bench, mayRepeat: 100)
    #expect(await sink.deliver(Delivery.samples(10...60)) == .delivered)
    try await sink.close()
    #expect(bench.allNumbers() == Array(1...60))
  }

  @Test func `the same numbers of another log are other events`() async throws {
    let bench = try FileBench()
    let old = try await bench.openSink()
    #expect(await old.deliver(Delivery.samples(1...10)) == .delivered)
    try await old.close()
    let sink = try await reopened(bench, mayRepeat: 10_000)
    let others = (1...10).map { Delivery.sample($0, "agent_status", #"{"agent_id":"other","n":\#($0)}"#) }
    #expect(await sink.deliver(others) == .delivered)
    try await sink.close()
    #expect(bench.numbers() == Array(1...10) + Array(1...10))
  }

  @Test func `without a log that survives nothing is taken for a repetition`() async throws {
    let bench = try FileBench()
    for _ in 1...2 {
      let sink = try await bench.openSink()
      #expect(await sink.deliver(Delivery.samples(1...3)) == .delivered)
      try await sink.close()
    }
    #expect(bench.numbers() == [1, 2, 3, 1, 2, 3])
  }

  @Test func `a folder that cannot be listed delays the sink`() async throws {
    let bench = try FileBench()
    bench.files.breakDown(.list, EIO)
    let context = ComponentContext.sample(time: bench.time, mayRepeat: EventNumber(9))
    let sink = FileSink(config: bench.config, context: context, fileSystem: bench.files)
    await #expect(throws: FileFailure.self) { try await sink.open() }
    bench.files.repair()
    try await sink.open()
    #expect(await sink.deliver(Delivery.samples(1...2)) == .delivered)
    try await sink.close()
    #expect(bench.numbers() == [1, 2])
  }

  @Test func `only the end of a large file is looked at`() async throws {
    let bench = try FileBench()
    let old = try await bench.openSink()
    #expect(await old.deliver(Delivery.samples(1...1)) == .delivered)
    let filler = Delivery.sample(2, "agent_status", #"{"x":"\#(String(repeating: "x", count: 250_000))"}"#)
    let count = WrittenLines.bound / 250_000 + 1
    #expect(await old.deliver(Array(repeating: filler, count: count)) == .delivered)
    #expect(await old.deliver(Delivery.samples(3...3)) == .delivered)
    try await old.close()
    let sink = try await reopened(bench, mayRepeat: 100)
    #expect(await sink.deliver(Delivery.samples(1...1) + Delivery.samples(3...4)) == .delivered)
    try await sink.close()
    // The first is too far back to be known.
    #expect(bench.numbers() == [1] + Array(repeating: 2, count: count) + [3, 1, 4])
  }
}
