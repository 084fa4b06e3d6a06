import Foundation
import GRDB
import RouterCore

/// Opens a store's database with the first use, on a thread of its own: files and migrations block.
actor StoreOpening {
  private static let folder = "data"
  /// How long a lock of another program is waited for.
  private static let patience = 2.0

  private let config: StoreConfig
  private let name: String
  private let migrations: [StoreMigration]
  private let executor = BlockingExecutor(label: "store-opening")
  private var open: (any DatabaseWriter)?
  private var lock: FileLock?

  init(_ config: StoreConfig, name: String, migrations: [StoreMigration]) {
    self.config = config
    self.name = name
    self.migrations = migrations
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func database() throws -> any DatabaseWriter {
    if let open { return open }
    do {
      let database = try connect()
      try migrator.migrate(database)
      open = database
      return database
    } catch FileLock.Failure.inUse {
      throw StoreUnavailable(
        reason: "\(path ?? "") is in use by another router; give each a store of its own ('store.path')")
    } catch {
      throw StoreUnavailable(reason: "\(path ?? "memory") cannot be opened: \(error)")
    }
  }

  private var path: String? {
    config.type == .memory ? nil : config.path ?? "\(Self.folder)/\(name).db"
  }

  private func connect() throws -> any DatabaseWriter {
    var configuration = Configuration()
    configuration.label = "store-\(name)"
    guard let path else { return try DatabaseQueue(configuration: configuration) }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Of two routers with the same store both would tell the same events.
    if lock == nil { lock = try FileLock(for: path) }
    configuration.busyMode = .timeout(Self.patience)
    // What has been answered survives a crash of the machine.
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
    return try DatabasePool(path: path, configuration: configuration)
  }

  private var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("junctor-1") { db in
      try Outbox.create(db)
      try IdempotentAnswers.create(db)
    }
    for migration in migrations { migrator.registerMigration("own-\(migration.name)", migrate: migration.run) }
    return migrator
  }
}
