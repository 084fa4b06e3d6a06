import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import FilePlugin

@Suite struct RotationTests {
  @Test func `No file grows beyond the size and no line is split`() async throws {
    let bench = try FileBench("rotate: { size: 1KiB }")
    let sink = try await bench.openSink()
    #expect(await sink.deliver(Delivery.samples(1...60)) == .delivered)
    let names = bench.folder.names()
    #expect(names.count > 5)
    #expect(names.allSatisfy { bench.text(of: $0).utf8.count <= 1024 })
    #expect(bench.allNumbers() == Array(1...60))
  }

  @Test(arguments: [(0, 1), (-1, 2)])
  func `A line that fits exactly stays`(difference: Int, files: Int) async throws {
    let size = (1...6).reduce(0) { $0 + lineLength(UInt64($1)) } + difference
    let bench = try FileBench("rotate: { size: \(size)B }")
    let sink = try await bench.openSink()
    _ = await sink.deliver(Delivery.samples(1...6))
    #expect(bench.folder.names().count == files)
    #expect(bench.allNumbers() == Array(1...6))
  }

  @Test func `A line longer than the size has a file of its own`() async throws {
    let bench = try FileBench("rotate: { size: 1KiB }")
    let sink = try await bench.openSink()
    let long = Delivery.sample(2, "agent_status", #"{"agent_id":"\#(String(repeating: "x", count: 3000))"}"#)
    #expect(await sink.deliver([.sample(1), long, .sample(3)]) == .delivered)
    #expect(bench.folder.names().map { bench.numbers(in: $0) } == [[1], [2], [3]])
  }

  @Test func `The size counts from what a restart finds`() async throws {
    let bench = try FileBench("rotate: { size: 1KiB }")
    var sink = try await bench.openSink()
    _ = await sink.deliver(Delivery.samples(1...5))
    try await sink.close()
    sink = try await bench.openSink()
    _ = await sink.deliver(Delivery.samples(6...9))
    #expect(bench.folder.names().count == 2)
    #expect(bench.folder.names().allSatisfy { bench.text(of: $0).utf8.count <= 1024 })
  }

  @Test func `Names say the time and stand in order, also within one moment`() async throws {
    let bench = try FileBench("rotate: { size: 1KiB }")
    let sink = try await bench.openSink()
    _ = await sink.deliver(Delivery.samples(1...14))
    #expect(
      bench.folder.names() == [
        "events-20240115T103000.000000Z.ndjson", "events-20240115T103000.000001Z.ndjson", "events.ndjson",
      ])
  }

  @Test func `A period ends without an event`() async throws {
    let bench = try FileBench("fsync: never\nrotate: { every: 1h }")
    let sink = try await bench.openSink()
    #expect(await sink.deadline == nil, "an empty file is not rotated")
    _ = await sink.deliver([.sample(1)])
    let hour = try #require(Timestamp(text: "2024-01-15T11:00:00Z"))
    #expect(await sink.deadline == hour)
    bench.time.advance(to: hour)
    await sink.due(at: hour)
    #expect(bench.folder.names() == ["events-20240115T110000.000000Z.ndjson", "events.ndjson"])
    #expect(await sink.deadline == nil)
  }

  @Test func `An event behind the period's end goes into the next file`() async throws {
    let bench = try FileBench("rotate: { every: 1d }")
    let sink = try await bench.openSink()
    _ = await sink.deliver([.sample(1)])
    bench.time.advance(by: .seconds(86400))
    _ = await sink.deliver([.sample(2)])
    #expect(bench.numbers() == [2])
    #expect(bench.allNumbers() == [1, 2])
  }

  @Test func `A file from an earlier period is rotated at start`() async throws {
    let bench = try FileBench("rotate: { every: 1h }")
    try bench.write("{\"id\":\"msg_1\"}\n")
    // The file was written now, by the real clock.
    bench.time.advance(to: SystemTime().now() + .seconds(3600))
    _ = try await bench.openSink()
    #expect(bench.folder.names().count == 2)
    #expect(bench.numbers() == [])
  }

  @Test(arguments: [
    (0, ["events.ndjson"]), (2, [4, 5].map { "events-20240115T10300\($0).000000Z.ndjson" } + ["events.ndjson"]),
  ])
  func `Only so many old files stay, and nobody else's`(keep: Int, names: [String]) async throws {
    let bench = try FileBench("rotate: { size: 1KiB, keep: \(keep) }")
    let others = [
      "events-20240115T103000.00000Z.ndjson", "events-notes.ndjson", "other-20240115T103000.000000Z.ndjson",
    ]
    for name in others { try bench.write("", to: name) }
    let sink = try await bench.openSink()
    let long = #"{"agent_id":"\#(String(repeating: "x", count: 900))"}"#
    for number in 1...6 as ClosedRange<UInt64> {
      _ = await sink.deliver([.sample(number, "agent_status", long)])
      bench.time.advance(by: .seconds(1))
    }
    #expect(Set(bench.folder.names()) == Set(names + others))
  }

  @Test(arguments: [
    ("a/events.ndjson", "a", "events-20240115T103000.000000Z.ndjson"),
    ("events", ".", "events-20240115T103000.000000Z"),
    ("/events.log", "/", "events-20240115T103000.000000Z.log"),
    (".events", ".", ".events-20240115T103000.000000Z"),
    ("a.b/c.d.e", "a.b", "c.d-20240115T103000.000000Z.e"),
  ])
  func `The time goes before the ending`(path: String, folder: String, name: String) {
    let names = RotatedNames(path: path)
    #expect(names.folder == folder)
    #expect(names.name(at: VirtualTime.start) == name)
    #expect(names.rotated(among: [name, path.lastPathComponent]) == [name])
  }
}
