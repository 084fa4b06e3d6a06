import ConfigSchema
import Foundation
import Glibc
import RouterCore
import TestSupport
import Testing

@testable import ConsolePlugin

@Suite(.timeLimit(.minutes(1))) struct ConsoleSinkTests {
  /// A pipe in place of standard output.
  final class Reader: SinkDestination {
    let readEnd: Int32
    let writeEnd: Int32
    private let text = Watched("")

    init(capacity: Int32 = 1 << 20) {
      var ends: [Int32] = [0, 0]
      _ = pipe(&ends)
      (readEnd, writeEnd) = (ends[0], ends[1])
      _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
      // F_SETPIPE_SZ, which Glibc's module does not have.
      _ = fcntl(writeEnd, 1031, capacity)
    }

    deinit {
      close(readEnd)
      close(writeEnd)
    }

    var stream: StandardStream { StandardStream(name: "stdout", descriptor: writeEnd, patience: 10) }
    var config: ConfigNode { .yaml("format: json") }
    var isUntouched: Bool { read().isEmpty }

    /// Everything that was written so far.
    func read() -> String {
      var chunk = [UInt8](repeating: 0, count: 64 << 10)
      while case let count = Glibc.read(readEnd, &chunk, chunk.count), count > 0 {
        text.change { $0 += String(decoding: chunk.prefix(count), as: UTF8.self) }
      }
      return text.value
    }

    func arrived() throws -> [UInt64] {
      try read().split(separator: "\n").map { line in
        let id = try JSONDocument(parsing: String(line)).root["id"]?.string ?? ""
        return UInt64(id.dropFirst(4)) ?? 0
      }
    }
  }

  private func sink(_ yaml: String = "", _ reader: Reader) -> ConsoleSink {
    ConsoleSink(config: .sample(yaml), stream: reader.stream)
  }

  @Test func `The sink keeps the contract`() async throws {
    let streams = Watched<[StandardStream]>([])
    let factory = SinkFactory(type: "console", ConsoleSinkConfig.self) { config, _ in
      ConsoleSink(config: config, stream: streams.value.last ?? StandardStream(.stdout))
    }
    try await SinkContract(factory) {
      let reader = Reader()
      streams.change { $0.append(reader.stream) }
      return reader
    }.check()
  }

  @Test func `Text is one line for people`() async {
    let reader = Reader()
    let sink = sink("", reader)
    let alert = Delivery.sample(2, "system_alert", "{\n  \"alert_id\": \"a\",\n  \"severity\": \"info\"\n}")
    #expect(await sink.deliver([.sample(1), alert]) == .delivered)
    #expect(
      reader.read() == """
        2024-01-15T10:30:00Z msg_1 agent_status agent_123 \(documentedStatus)
        2024-01-15T10:30:00Z msg_2 system_alert - {   "alert_id": "a",   "severity": "info" }

        """)
  }

  @Test(arguments: [
    (0, ""), (1, " {…"), (24, " {\"agent_id\":\"äöü🙂x\"}"), (12, " {\"agent_id\":…"), (14, " {\"agent_id\":\"ä…"),
  ])
  func `The payload is cut between characters`(length: Int, data: String) {
    var bytes: [UInt8] = []
    let payload = #"{"agent_id":"äöü🙂x"}"#
    TextLine(dataLength: length).append(.sample(1, "agent_status", payload), to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "2024-01-15T10:30:00Z msg_1 agent_status äöü🙂x\(data)")
  }

  @Test(arguments: [
    (#"\u001b[2J"#, #"\u{1b}[2J"#), (#"a\nb\tc"#, "a b c"), ("\u{202E}", #"\u{202e}"#), ("\u{9B}31m", #"\u{9b}31m"#),
    (#"\u007f"#, #"\u{7f}"#), ("\u{2028}", #"\u{2028}"#), ("👩‍🚀", "👩‍🚀"),
  ])
  func `Nothing in an event can tamper with a terminal`(agent: String, shown: String) {
    var bytes: [UInt8] = []
    TextLine(dataLength: 0).append(.sample(1, "agent_status", #"{"agent_id":"\#(agent)"}"#), to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("agent_status \(shown)"))
  }

  @Test func `A reader that is gone does not end the process`() async {
    var ends: [Int32] = [0, 0]
    _ = pipe(&ends)
    close(ends[0])
    defer { close(ends[1]) }
    let sink = ConsoleSink(config: ConsoleSinkConfig(), stream: StandardStream(name: "stdout", descriptor: ends[1]))
    #expect(await sink.deliver([.sample(1)]) == .retry(reason: "stdout: Broken pipe"))
    #expect(await sink.deliver([.sample(1)]) == .retry(reason: "stdout: Broken pipe"))
  }

  @Test func `A reader that takes nothing is a reason to retry, and no line is doubled or cut off`() async throws {
    let reader = Reader(capacity: 4096)
    let sink = sink("format: json", reader)
    var rest = Delivery.samples(1...100)[...]
    var retries = 0
    while !rest.isEmpty {
      let answer = await sink.deliver(Array(rest))
      rest = rest.dropFirst(answer.deliveredCount(of: rest.count))
      if case .retry(_, _, let reason) = answer {
        #expect(reason == "stdout: the reader takes nothing")
        retries += 1
      }
      _ = reader.read()
    }
    try await sink.close()
    #expect(retries > 1)
    #expect(try reader.arrived() == Array(1...100))
  }

  // MARK: Config

  @Test func `The examples of the README load`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sinks", of: consoleSinkFactory)
    readme.expectKeys(of: ConsoleSinkConfig.self)
  }

  @Test(arguments: [
    ("stream: stdin", "1:9 error: expected one of stdout, stderr, found a string"),
    ("format: xml", "1:9 error: expected one of text, json, found a string"),
    ("data_length: -1", "1:14 error: 'data_length' must be between 0 and 1000000"),
  ])
  func `Mistakes are found where they are`(yaml: String, finding: String) {
    #expect(ConsoleSinkConfig.read(yaml).findings == [finding])
  }
}
