import ConfigSchema
import Foundation
import Glibc
import RouterCore
import TestSupport
import Testing

@testable import FilePlugin

@Suite struct FileSinkContractTests {
  /// A folder whose disk can be full.
  struct Folder: SinkDestination {
    let bench: FileBench
    let disk: FaultyFileSystem
    let options: String

    var config: ConfigNode { .yaml("path: \(bench.folder.path)/new/events.ndjson\n\(options)") }
    var isUntouched: Bool { bench.folder.names().isEmpty }

    func arrived() -> [UInt64] { bench.numbers(in: "new/events.ndjson").map { UInt64(max($0, 0)) } }

    func breakDown() -> Bool {
      disk.line(up: .short(100), for: .write)
      for operation in [FaultyFileSystem.Operation.open, .write, .sync] { disk.breakDown(operation, ENOSPC) }
      return true
    }

    func repair() { disk.repair() }
  }

  @Test(arguments: ["fsync: always", "fsync: interval", "fsync: never", "rotate: { every: 1h }"])
  func `The file sink keeps the contract`(options: String) async throws {
    let disk = FaultyFileSystem()
    let factory = SinkFactory(type: "file", FileSinkConfig.self) { config, context in
      FileSink(config: config, context: context, fileSystem: disk)
    }
    try await SinkContract(factory) {
      disk.repair()
      return Folder(bench: try FileBench(), disk: disk, options: options)
    }.check()
  }
}
