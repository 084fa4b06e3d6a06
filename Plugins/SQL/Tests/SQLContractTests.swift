import ConfigSchema
import Foundation
import GRDB
import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import SQLPlugin

@Suite struct SQLContractTests {
  /// A database that others can lock.
  final class Destination: SinkDestination {
    let bench: SQLBench
    let options: String
    private let blocker = Mutex<DatabaseQueue?>(nil)

    init(_ options: String) throws {
      bench = try SQLBench()
      self.options = options
    }

    var config: ConfigNode {
      .yaml("path: \(bench.folder.path)/new/events.db\ntable: events\n\(SQLBench.columns)\n\(options)")
    }
    var isUntouched: Bool { bench.folder.names().isEmpty }

    func arrived() throws -> [UInt64] {
      let queue = try DatabaseQueue(path: bench.folder.path("new/events.db"))
      return try queue.inDatabase { try Int64.fetchAll($0, sql: "SELECT number FROM events ORDER BY rowid") }
        .map(UInt64.init)
    }

    func breakDown() throws -> Bool {
      try FileManager.default.createDirectory(atPath: bench.folder.path("new"), withIntermediateDirectories: true)
      let queue = try SQLBench.blocker(bench.folder.path("new/events.db"))
      try queue.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
      blocker.withLock { $0 = queue }
      return true
    }

    func repair() throws {
      try blocker.withLock { queue in
        try queue?.inDatabase { try $0.execute(sql: "ROLLBACK") }
        queue = nil
      }
    }

    func unacceptable(_ number: UInt64) -> Delivery? {
      .sample(number, "agent_status", #"{"agent_id":"a","new_status":"x","inference_count":"many"}"#)
    }
  }

  @Test(arguments: ["fsync: always", "fsync: normal"])
  func `The SQL sink keeps the contract`(options: String) async throws {
    try await SinkContract(sqlSinkFactory) { try Destination(options) }.check()
  }
}
