import Foundation
import GRDB
import Logging
import RouterCore

/// Writes events as rows into a table of a SQLite database, a transaction for each batch.
///
/// A repeated event is known by its key and changes nothing, so a crash between commit and answer doubles no row. An actor
/// on a queue of its own: SQLite blocks.
package actor SQLSink: Sink {
  /// How long a lock of others is waited for; then it is the engine's turn.
  private static let patience = 0.25

  private let config: SQLConfig
  private let table: Table
  private let logger: Logger
  private let executor = BlockingExecutor(label: "sql-sink")
  private var database: (queue: DatabaseQueue, file: FileIdentity?)?

  package init(config: SQLConfig, context: ComponentContext) {
    self.config = config
    table = Table(config)
    logger = context.logger
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  package func open() async throws {
    do {
      _ = try readyDatabase()
    } catch let error as DatabaseError {
      throw SQLOpenFailure(path: config.path, reason: error.message ?? "\(error.resultCode)")
    }
  }

  package func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    do {
      return try write(batch)
    } catch {
      // The next use opens it again: the file may be another one by then, or the table be gone.
      giveUp()
      return .retry(reason: Self.reason(error, path: config.path))
    }
  }

  package func close() async throws {
    let open = database
    database = nil
    try open?.queue.close()
  }

  private static func reason(_ error: any Error, path: String) -> String {
    switch StorageFailure(error, path: path) {
    case .row(let reason), .passing(let reason): reason
    }
  }
}

// MARK: - Writing

extension SQLSink {
  private func write(_ batch: [Delivery]) throws -> SinkAnswer {
    let (queue, file) = try readyDatabase()
    var refusal: (index: Int, reason: String)?
    try queue.inDatabase { db in
      try db.inTransaction(.immediate) {
        refusal = try insert(batch, db)
        return .commit
      }
    }
    guard file == FileIdentity(config.path) else {
      // Rows went into a file that nobody finds. They go into the new one too; in a file that was only moved they stay.
      logger.warning("the database was moved or removed; a new one is begun")
      giveUp()
      return .retry(reason: "\(config.path) was moved or removed")
    }
    guard let refusal else { return .delivered }
    return .rejected(delivered: refusal.index, reason: refusal.reason)
  }

  /// Inserts up to the first event that is refused, which is returned.
  private nonisolated func insert(_ batch: [Delivery], _ db: Database) throws -> (index: Int, reason: String)? {
    for (index, delivery) in batch.enumerated() {
      do {
        try table.insert(delivery, db)
      } catch {
        // A trigger may have rolled everything back: there is nothing to commit then.
        guard case .row(let reason) = StorageFailure(error, path: config.path), db.isInsideTransaction else {
          throw error
        }
        return (index, reason)
      }
    }
    return nil
  }
}

// MARK: - The database

extension SQLSink {
  private func readyDatabase() throws -> (queue: DatabaseQueue, file: FileIdentity?) {
    if let database { return database }
    if config.create { try createFolder() }
    guard config.create || FileIdentity(config.path) != nil else {
      throw SQLOpenFailure(path: config.path, reason: "there is no such file")
    }
    let queue = try DatabaseQueue(path: config.path, configuration: configuration)
    try queue.inDatabase { db in
      // Readers and the sink do not wait for each other.
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      try db.inTransaction(.immediate) {
        try table.prepare(db, creates: config.create)
        return .commit
      }
    }
    let open = (queue, FileIdentity(config.path))
    database = open
    return open
  }

  private var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "sql-sink"
    configuration.busyMode = .timeout(Self.patience)
    let level = config.fsync == .always ? "FULL" : "NORMAL"
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = \(level)") }
    return configuration
  }

  private func createFolder() throws {
    let folder = URL(fileURLWithPath: config.path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw SQLOpenFailure(path: config.path, reason: "its folder cannot be created")
    }
  }

  private func giveUp() {
    try? database?.queue.close()
    database = nil
  }
}

/// Why the database cannot be used now.
struct SQLOpenFailure: Error, Equatable, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String { "cannot open \(path): \(reason)" }
}
