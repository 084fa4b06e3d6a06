import ConfigSchema
import Foundation
import Glibc
import RouterCore
import TestSupport
import Testing

@testable import FilePlugin

@Suite struct FileSinkWritingTests {
  @Test func `An event is a line with id and source`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    #expect(await sink.deliver([.sample(1, "agent_status", "{\n \"agent_id\":\"a\" }")]) == .delivered)
    #expect(
      bench.text() == """
        {"id":"msg_1","type":"agent_status","timestamp":"2024-01-15T10:30:00Z","source":"test","data":{  "agent_id":"a" }}

        """)
  }

  @Test func `A batch takes one write call`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    _ = await sink.deliver(Delivery.samples(1...500))
    #expect(bench.files.calls(of: .write) == 1)
    #expect(bench.numbers() == Array(1...500))
  }

  @Test func `A partial write is completed`() async throws {
    let bench = try FileBench()
    let sink = try await bench.openSink()
    bench.files.line(up: .short(10), .short(200), .short(1), for: .write)
    #expect(await sink.deliver(Delivery.samples(1...5)) == .delivered)
    #expect(bench.numbers() == Array(1...5))
  }

  @Test func `An existing file is continued`() async throws {
    let bench = try FileBench()
    for batch in [1...2, 3...4] as [ClosedRange<UInt64>] {
      let sink = try await bench.openSink()
      _ = await sink.deliver(Delivery.samples(batch))
      try await sink.close()
    }
    #expect(bench.numbers() == [1, 2, 3, 4])
  }

  @Test func `A new file has the permissions of the config, whatever the umask`() async throws {
    let bench = try FileBench("mode: 0666")
    _ = try await bench.openSink()
    var status = stat()
    stat(bench.path, &status)
    #expect(status.st_mode & 0o777 == 0o666)
  }

  @Test func `Two sinks do not share a file`() async throws {
    let bench = try FileBench()
    let first = try await bench.openSink()
    let second = bench.sink()
    await #expect(throws: FileFailure("use", bench.path, reason: "another sink or process writes to it")) {
      try await second.open()
    }
    try await first.close()
    try await second.open()
  }

  @Test func `What is no regular file is refused`() async throws {
    let bench = try FileBench()
    mkfifo(bench.path, 0o600)
    await #expect(throws: FileFailure("use", bench.path, reason: "it is no regular file")) {
      try await bench.sink().open()
    }
  }

  @Test(arguments: [("always", 3), ("never", 0)])
  func `Syncing follows the policy`(policy: String, syncs: Int) async throws {
    let bench = try FileBench("fsync: \(policy)")
    let sink = try await bench.openSink()
    for number in 1...3 as ClosedRange<UInt64> { _ = await sink.deliver([.sample(number)]) }
    #expect(await sink.deadline == nil)
    #expect(bench.files.calls(of: .sync) == syncs)
  }

  @Test func `With an interval, the first line that is not safe sets the deadline`() async throws {
    let bench = try FileBench("fsync_interval: 2s")
    let sink = try await bench.openSink()
    #expect(await sink.deadline == nil)
    _ = await sink.deliver([.sample(1)])
    let deadline = VirtualTime.start + .seconds(2)
    bench.time.advance(by: .seconds(1))
    _ = await sink.deliver([.sample(2)])
    #expect(await sink.deadline == deadline)
    await sink.due(at: deadline)
    #expect(bench.files.calls(of: .sync) == 1)
    #expect(await sink.deadline == nil)
  }
}
