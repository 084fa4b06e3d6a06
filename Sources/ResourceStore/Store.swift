import Foundation
import GRDB
import Logging
import RouterCore
import Synchronization

/// The state of a plugin in SQLite: rows, the events that speak of them, and the answers to repeated requests, each change in
/// one transaction.
///
/// Events wait in the *outbox* until the log has them: `publish` brings them there, in order, each once, whatever happens to the
/// process between.
///
/// ```swift
/// let store = Store(config.store, migrations: [.init("notes") { try $0.execute(sql: "CREATE TABLE note (…)") }], context)
/// let answer = try await store.write { transaction in
///   try transaction.database.execute(sql: "INSERT …")
///   try transaction.emit(EventDraft(type: "note_created", data: data))
/// }
/// ```
package final class Store: Sendable {
  let name: String
  let time: any TimeSource
  let logger: Logger
  let catalogue: Catalogue
  private let opening: StoreOpening
  /// The publisher's bell, while there is one.
  let bell = Mutex<AsyncStream<Void>.Continuation?>(nil)
  /// Events up to this one are in the log.
  let published = Mutex<Int64>(0)

  /// Opens nothing: that is done by the first use.
  /// - Parameter migrations: in the order in which they came; ones that have been released never change.
  package init(_ config: StoreConfig, migrations: [StoreMigration], _ context: ComponentContext) {
    name = context.name
    time = context.time
    logger = context.logger
    catalogue = context.catalogue
    opening = StoreOpening(config, name: context.name, migrations: migrations)
  }

  /// Reads rows, of one moment.
  /// - Throws: what `work` throws, and `StoreUnavailable`.
  package func read<Result: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Result
  ) async throws -> Result {
    let database = try await opening.database()
    return try await translating { try await database.read(work) }
  }

  /// Changes rows and emits events, both or neither. What has been answered is on the disk.
  /// - Throws: what `work` throws, and then nothing has changed; `StoreUnavailable`.
  package func write<Result: Sendable>(
    _ work: @escaping @Sendable (StoreTransaction) throws -> Result
  ) async throws -> Result {
    let database = try await opening.database()
    let (result, hasEmitted) = try await translating { [self] in
      try await database.write { db in
        // With the same commit: what the log has need not wait here any more.
        try Outbox.forget(upTo: published.withLock { $0 }, db)
        let transaction = StoreTransaction(
          database: db, now: time.now(), intake: Intake(catalogue: catalogue, time: time))
        let last = try Outbox.last(db)
        let result = try work(transaction)
        return (result, try Outbox.last(db) != last)
      }
    }
    if hasEmitted { _ = bell.withLock { $0?.yield() } }
    return result
  }

  /// The database itself, for tests.
  func opened() async throws -> any DatabaseWriter { try await opening.database() }

  /// A database that fails is no fault of whoever asks; a constraint is the plugin's own rule.
  private func translating<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
      return try await work()
    } catch let error as DatabaseError where error.resultCode != .SQLITE_CONSTRAINT {
      logger.error("the store failed", metadata: ["reason": "\(error)"])
      throw StoreUnavailable(reason: error.message ?? "\(error.resultCode)")
    }
  }
}

/// A step in the development of a store's tables.
package struct StoreMigration: Sendable {
  let name: String
  let run: @Sendable (Database) throws -> Void

  package init(_ name: String, _ run: @escaping @Sendable (Database) throws -> Void) {
    (self.name, self.run) = (name, run)
  }
}
