import Glibc
import RouterCore
import TestSupport
import Testing

@testable import TailPlugin

@Suite(.timeLimit(.minutes(1))) struct TailSourceTests {
  private let bench = SourceBench()

  @Test func `lines become events, also those that come later, in order`() async throws {
    let file = try TailedFile()
    try file.append(1...3)
    try await bench.running(file.source(bench)) {
      await bench.time.waitForSleepers()
      #expect(bench.numbers == [1, 2, 3])
      try file.append(4...5)
      await bench.look()
      #expect(bench.numbers == [1, 2, 3, 4, 5])
    }
  }

  @Test func `from the end only what comes later is read, also after a restart`() async throws {
    let file = try TailedFile()
    try file.append(1...3)
    try await bench.running(file.source(bench, "from: end")) { await bench.time.waitForSleepers() }
    try file.append(4...4)
    try await bench.running(file.source(bench, "from: end")) {
      await bench.time.waitForSleepers()
      #expect(bench.numbers == [4])
    }
  }

  @Test func `from the end a line is whole that is just being written`() async throws {
    let file = try TailedFile()
    let line = TailedFile.line(2)
    try file.append(1...1)
    try file.append(String(line.prefix(20)))
    try await bench.running(file.source(bench, "from: end")) {
      await bench.time.waitForSleepers()
      try file.append(String(line.dropFirst(20)))
      await bench.look()
      #expect(bench.numbers == [2])
      #expect(bench.counters.rejected.load() == 0)
    }
  }

  @Test func `a file that is not there is waited for and then read from its beginning`() async throws {
    let file = try TailedFile()
    try await bench.running(file.source(bench, "from: end")) {
      await bench.time.waitForSleepers()
      try file.append(1...2)
      await bench.look()
      #expect(bench.numbers == [1, 2])
    }
  }

  @Test func `a line without its end waits`() async throws {
    let file = try TailedFile()
    let line = TailedFile.line(1)
    try file.append(String(line.prefix(20)))
    try await bench.running(file.source(bench)) {
      await bench.look()
      #expect(bench.numbers == [])
      try file.append(String(line.dropFirst(20)))
      await bench.look()
      #expect(bench.numbers == [1])
    }
  }

  @Test func `a restart in the middle of a line loses and repeats nothing`() async throws {
    let file = try TailedFile()
    let line = TailedFile.line(2)
    try file.append(1...1)
    try file.append(String(line.prefix(20)))
    try await bench.running(file.source(bench)) { await bench.time.waitForSleepers() }
    try file.append(String(line.dropFirst(20)))
    try file.append(3...3)
    try await bench.running(file.source(bench)) { await bench.time.waitForSleepers() }
    #expect(bench.numbers == [1, 2, 3])
  }

  // MARK: Rotation

  @Test func `a renamed file is read on for a while, then its successor`() async throws {
    let file = try TailedFile()
    try file.append(1...2)
    try await bench.running(file.source(bench, "from: beginning, linger: 2s")) {
      await bench.time.waitForSleepers()
      file.rename(to: "events.log.1")
      try file.append(4...4)
      await bench.look()
      // Its writer has not heard of it yet.
      try file.append(3...3, to: "events.log.1")
      await bench.look(6)
      #expect(bench.numbers == [1, 2, 3, 4])
    }
  }

  @Test func `the last line of a renamed file needs no line break`() async throws {
    let file = try TailedFile()
    try file.append(String(TailedFile.line(1).dropLast()))
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) {
      await bench.time.waitForSleepers()
      file.rename(to: "events.log.1")
      try file.append(2...2)
      await bench.look(2)
      #expect(bench.numbers == [1, 2])
    }
  }

  @Test func `what was renamed twice while nobody looked is read in order`() async throws {
    let file = try TailedFile()
    try file.append(1...2)
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) { await bench.time.waitForSleepers() }
    try file.append(3...3)
    file.rename(to: "events.log.1")
    try file.append(4...5)
    file.rename("events.log.1", to: "events.log.2")
    file.rename(to: "events.log.1")
    try file.append(6...6)
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) {
      await bench.look(4)
      #expect(bench.numbers == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func `what the file sink has rotated while nobody looked is read in order`() async throws {
    let file = try TailedFile()
    try file.append(1...1)
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) { await bench.time.waitForSleepers() }
    for number in 2...3 {
      try file.append(number...number)
      file.rename(to: "events-20240115T10300\(number).000000Z.log")
    }
    try file.append(4...4)
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) {
      await bench.look(4)
      #expect(bench.numbers == [1, 2, 3, 4])
    }
  }

  @Test func `a sibling that is written all the time is another file`() async throws {
    let file = try TailedFile()
    try file.append(1...1)
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) {
      await bench.time.waitForSleepers()
      file.rename(to: "events.log.1")
      try file.append(2...2)
      try file.append(100...101, to: "events.log.errors")
      try file.append(102...103, to: "events.log-audit.1")
      await bench.look(3)
      try file.append(104...104, to: "events.log.errors")
      try file.append(3...3)
      await bench.look(3)
      #expect(bench.numbers == [1, 2, 3])
    }
  }

  @Test func `a late write to an older file changes nothing in the order`() async throws {
    let file = try TailedFile()
    try file.append(1...1)
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) { await bench.time.waitForSleepers() }
    file.rename(to: "events.log.3")
    try file.append(3...3, to: "events.log.2")
    try file.append(4...4, to: "events.log.1")
    try file.append(5...5)
    try file.append(2...2, to: "events.log.3")
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) {
      await bench.look(6)
      #expect(bench.numbers == [1, 2, 3, 4, 5])
    }
  }

  @Test func `of a file that is gone its successor is not certain`() async throws {
    let file = try TailedFile()
    try file.append(1...1)
    let tail = FileTail(path: file.path, linger: .zero)
    #expect(try await tail.open(at: nil, fromEnd: true) == .open)
    file.rename(to: "kept")
    try file.append(2...2)
    guard case .turn(uncertain: true) = try await tail.look(at: VirtualTime.start) else {
      Issue.record("no turn, or a certain one")
      return
    }
    file.rename(to: "events.log.1")
    try file.append(3...3)
    guard case .bytes = try await tail.look(at: VirtualTime.start),
      case .turn(uncertain: false) = try await tail.look(at: VirtualTime.start)
    else {
      Issue.record("no turn, or an uncertain one")
      return
    }
  }

  @Test func `a file that was cut off is read from its beginning`() async throws {
    let file = try TailedFile()
    try file.append(1...3)
    try await bench.running(file.source(bench)) {
      await bench.time.waitForSleepers()
      #expect(truncate(file.path, 0) == 0)
      try file.append(4...4)
      await bench.look(2)
      #expect(bench.numbers == [1, 2, 3, 4])
    }
  }

  @Test func `a file that was cut off and has grown beyond its place is known`() async throws {
    let file = try TailedFile()
    try file.append(1...2)
    try await bench.running(file.source(bench)) { await bench.time.waitForSleepers() }
    #expect(truncate(file.path, 0) == 0)
    try file.append(3...9)
    try await bench.running(file.source(bench)) {
      await bench.look(2)
      #expect(bench.numbers == Array(1...9))
    }
  }

  @Test func `what was copied before a file was cut off is read from the copy`() async throws {
    let file = try TailedFile()
    try file.append(1...2)
    try await bench.running(file.source(bench, "from: beginning, linger: 0s")) {
      await bench.time.waitForSleepers()
      try file.append(3...4)
      try file.copyAndCut(to: "events.log.1")
      try file.append(5...5)
      await bench.look(4)
      #expect(bench.numbers == [1, 2, 3, 4, 5])
    }
  }

  @Test func `a file that is gone with everything in it is told, and the present one read`() async throws {
    let file = try TailedFile()
    try file.append(1...2)
    try await bench.running(file.source(bench)) { await bench.time.waitForSleepers() }
    #expect(unlink(file.path) == 0)
    try file.append(3...3, to: "other")
    file.rename("other", to: "events.log")
    try await bench.running(file.source(bench)) {
      await bench.time.waitForSleepers()
      #expect(bench.numbers == [1, 2, 3])
    }
  }

  @Test(arguments: 0..<60) func `whatever happens to the file, every line is read once and in order`(seed: UInt64)
    async throws
  {
    let bench = SourceBench()
    var story = try TailStory(seed: seed)
    // A file that was renamed before anybody has read it is none of those that followed.
    try await bench.running(story.file.source(bench, "from: beginning, linger: 0s")) { await bench.look(20) }
    for _ in 0..<5 {
      // While the source is down, then while it looks.
      try story.goOnUnseen()
      try await bench.running(story.file.source(bench, "from: beginning, linger: 0s")) {
        for _ in 0..<5 {
          await bench.look()
          if try story.goOn() { continue }
          // Of what is cut off or deleted, the source must have come to know something.
          await bench.look(20)
          try story.goOnSeen()
        }
        try story.finishLine()
        await bench.look(20)
        #expect(bench.numbers == Array(0..<story.written))
      }
    }
    #expect(bench.counters.rejected.load() == 0)
  }

  // MARK: Wrong input

  @Test func `what is no event is left out and counted`() async throws {
    let file = try TailedFile()
    try file.append(1...1)
    try file.append(
      "hello\n\n{}\n" + #"{"type":"agent_status","data":{}}"# + "\n" + String(repeating: "x", count: 2000) + "\n")
    try file.append(2...2)
    try await bench.running(file.source(bench, "from: beginning, max_line: 1KiB")) {
      await bench.time.waitForSleepers()
      #expect(bench.numbers == [1, 2])
      #expect(bench.counters.rejected.load() == 4)
    }
  }

  @Test func `if so wished nothing behind a wrong line is read, and the line is where a restart begins`() async throws {
    let file = try TailedFile()
    try file.append(1...1)
    try file.append("hello\n")
    try file.append(2...2)
    let source = file.source(bench, "from: beginning, on_error: stop")
    for round in 1...2 {
      try await bench.running(source) {
        // What comes before the wrong line is kept, too.
        _ = await finishes {
          while bench.counters.rejected.load() < round || bench.accepted < 1 { await Task.yield() }
        }
      }
    }
    #expect(bench.numbers == [1])
    #expect(bench.counters.rejected.load() == 2)
  }

  @Test func `any JSON becomes an event by a mapping`() async throws {
    let file = try TailedFile()
    try file.append(#"{"host":"a1","up":true}"# + "\n")
    let mapping =
      "event: { type: agent_status, data: { agent_id: host, old_status: { value: idle }, new_status: { value: active } } }"
    try await bench.running(file.source(bench, "from: beginning, \(mapping)")) {
      await bench.time.waitForSleepers()
      #expect(bench.numbers == [1])
    }
  }

  @Test func `a folder is no file`() async throws {
    let file = try TailedFile()
    #expect(mkdir(file.path, 0o700) == 0)
    await #expect(throws: FileFailure("read anything but a regular file at", file.path, code: EINVAL)) {
      try await file.source(bench).run(bench.emitter)
    }
  }

  @Test func `the source waits while the log is full`() async throws {
    let bench = SourceBench(queue: 10)
    let file = try TailedFile()
    try file.append(1...40)
    try await bench.running(file.source(bench)) {
      _ = await bench.events(40)
      #expect(bench.log.status().queued == 40)
      // Or it would be held back before it sleeps.
      await bench.time.waitForSleepers()
      try file.append(41...41)
      bench.time.advance(by: .milliseconds(500))
      _ = await finishes { while bench.log.status().waiting == 0 { await Task.yield() } }
      #expect(bench.accepted == 40)
      bench.makeRoom()
      #expect(await bench.events(41).count == 41)
    }
  }

  @Test func `a pipe is read to its end`() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let input = try StandardInput(descriptor: ends[0])
    let text = Array("hello".utf8)
    #expect(write(ends[1], text, text.count) == text.count)
    #expect(try await input.next() == text)
    close(ends[1])
    #expect(try await input.next() == nil)
    close(ends[0])
  }

  @Test func `a cancelled reader of a pipe waits no longer`() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let input = try StandardInput(descriptor: ends[0])
    let reading = Running { _ = try? await input.next() }
    #expect(await reading.stop())
    close(ends[0])
    close(ends[1])
  }
}
