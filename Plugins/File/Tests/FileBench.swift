import ConfigSchema
import Foundation
import RouterCore
import TestSupport

@testable import FilePlugin

/// A file sink in a temporary folder, on virtual time.
struct FileBench {
  let folder: TemporaryFolder
  let time = VirtualTime()
  let files = FaultyFileSystem()
  let config: FileSinkConfig

  /// - Parameter yaml: without `path`, which is `events.ndjson` in the folder.
  init(_ yaml: String = "", in folder: TemporaryFolder? = nil) throws {
    self.folder = try folder ?? TemporaryFolder()
    config = .sample("path: \(self.folder.path)/events.ndjson\n\(yaml)")
  }

  var path: String { config.path }

  func sink() -> FileSink { FileSink(config: config, context: .sample(time: time), fileSystem: files) }

  func openSink() async throws -> FileSink {
    let sink = sink()
    try await sink.open()
    return sink
  }

  func text(of name: String = "events.ndjson") -> String {
    String(decoding: FileManager.default.contents(atPath: folder.path(name)) ?? Data(), as: UTF8.self)
  }

  /// The numbers of the events in one file; -1 for a line that is no event.
  func numbers(in name: String = "events.ndjson") -> [Int] { Self.numbers(text(of: name)) }

  /// The numbers in all files, in the order of their names, the current one last.
  func allNumbers() -> [Int] {
    let rotated = folder.names().filter { $0.hasPrefix("events-") }
    return (rotated + ["events.ndjson"]).flatMap { numbers(in: $0) }
  }

  static func numbers(_ text: String) -> [Int] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
      guard let id = try? JSONDocument(parsing: String(line)).root["id"]?.string else { return -1 }
      return Int(id.dropFirst(4)) ?? -1
    }
  }

  func write(_ text: String, to name: String = "events.ndjson") throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
  }
}

/// Bytes of a line, as sizes in tests need them.
func lineLength(_ number: UInt64) -> Int {
  var lines = LineBuffer()
  _ = lines.fill(from: Delivery.samples(number...number)[...], room: .max, takesLongLine: true)
  return lines.bytes.count
}
