import Glibc
import RouterCore
import TestSupport
import Testing

@testable import TailPlugin

/// A file that a test writes and a source reads.
struct TailedFile {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("events.log")
  }

  static func line(_ number: Int) -> String {
    #"{"type":"agent_status","data":{"agent_id":"a\#(number)","old_status":"idle","new_status":"active"}}"# + "\n"
  }

  func append(_ text: String, to name: String = "events.log") throws {
    let file = try #require(fopen(folder.path(name), "a"))
    defer { fclose(file) }
    #expect(fputs(text, file) >= 0)
  }

  func append(_ numbers: ClosedRange<Int>, to name: String = "events.log") throws {
    try append(numbers.map(Self.line).joined(), to: name)
  }

  func rename(_ name: String = "events.log", to other: String) {
    #expect(Glibc.rename(folder.path(name), folder.path(other)) == 0)
  }

  func copyAndCut(to other: String) throws {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    try append(String(decoding: bytes[..<count], as: UTF8.self), to: other)
    #expect(truncate(path, 0) == 0)
  }

  func source(_ bench: SourceBench, _ keys: String = "from: beginning") -> TailSource {
    TailSource(config: .sample("{ path: \(path), \(keys) }"), context: bench.context)
  }
}

extension SourceBench {
  /// The numbers of the agents in all events so far.
  var numbers: [Int] { events.compactMap { $0.agent.flatMap { Int($0.dropFirst()) } } }

  /// Lets the source look again until it comes to rest.
  func look(_ times: Int = 1, every: Duration = .milliseconds(500)) async {
    await time.advance(by: every, times: times)
  }
}
