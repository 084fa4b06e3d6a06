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

  @Test(arguments: 0..<30) func `whatever happens to the file, every line is read once and in order`(seed: UInt64)
    async throws
  {
    var random = SplitMix64(seed: seed)
    let file = try TailedFile()
    let bench = SourceBench()
    var (written, rotations) = (0, 0)
    try file.append("")
    for _ in 0..<4 {
      let steps = (0..<6).map { _ in Int.random(in: 0...3, using: &random) }
      func work(_ step: Int) throws {
        switch step {
        case 0, 1:
          let count = Int.random(in: 1...4, using: &random)
          try file.append(written + 1...written + count)
          written += count
        case 2:
          rotations += 1
          file.rename(to: "events.log.\(rotations)")
          try file.append("")
        default: break
        }
      }
      // While the source is down, then while it looks.
      try work(steps[0])
      try await bench.running(file.source(bench, "from: beginning, linger: 0s")) {
        for step in steps.dropFirst() {
          await bench.look()
          try work(step)
        }
        await bench.look(20)
      }
    }
    #expect(bench.numbers == Array(1...max(written, 1)).filter { $0 <= written })
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
        _ = await finishes { while bench.counters.rejected.load() < round { await Task.yield() } }
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
      try file.append(41...41)
      await bench.time.waitForSleepers()
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
