import GRDB
import RouterCore
import TestSupport

@testable import SQLPlugin

/// An SQL sink in a temporary folder, and a look at its table.
struct SQLBench {
  let folder: TemporaryFolder
  let config: SQLConfig

  /// - Parameter yaml: without `path` and `table`, which is `events`.
  init(_ yaml: String = SQLBench.columns, in folder: TemporaryFolder? = nil) throws {
    self.folder = try folder ?? TemporaryFolder()
    config = .sample("path: \(self.folder.path)/events.db\ntable: events\n\(yaml)")
  }

  static let columns = """
    columns:
      agent: event.agent
      status: { from: event.data.new_status, type: text, required: true }
      count: { from: event.data.inference_count, type: integer }
    """

  func sink() -> SQLSink { SQLSink(config: config, context: .sample()) }

  /// Runs the body with an open sink and closes it.
  func withSink(_ body: (SQLSink) async throws -> Void) async throws {
    let sink = sink()
    try await sink.open()
    try await body(sink)
    try await sink.close()
  }

  /// What somebody else does with the file.
  @discardableResult
  func database<Result>(_ body: (Database) throws -> Result) throws -> Result {
    let queue = try DatabaseQueue(path: config.path)
    defer { try? queue.close() }
    return try queue.inDatabase(body)
  }

  /// Somebody who may hold a lock for long.
  static func blocker(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  func execute(_ sql: String) throws { try database { try $0.execute(sql: sql) } }

  /// All rows as text, in the order of insertion.
  func rows(_ sql: String = "SELECT * FROM events ORDER BY rowid") throws -> [String] {
    try database { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { value in
          switch value.storage {
          case .null: "NULL"
          case .int64(let number): "\(number)"
          case .double(let number): "\(number)"
          case .string(let text): "'\(text)'"
          case .blob: "BLOB"
          }
        }.joined(separator: " ")
      }
    }
  }

  func numbers() throws -> [UInt64] {
    try database { try Int64.fetchAll($0, sql: "SELECT number FROM events ORDER BY rowid").map(UInt64.init) }
  }
}

extension Delivery {
  static func status(_ number: UInt64, _ status: String = "active", more: String = "") -> Delivery {
    .sample(number, "agent_status", #"{"agent_id":"a\#(number)","old_status":"x","new_status":"\#(status)"\#(more)}"#)
  }
}
