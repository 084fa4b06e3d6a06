import GRDB
import ResourceStore
import RouterCore

/// All agents, in the store. Every change of an agent and the event that tells it are one transaction.
struct Registry: Sendable {
  let store: Store
  let board: FigureBoard
  /// Agents, at most.
  let limit: Int
  /// Whether a status event comes into the log, and so by the feed: the deployment may have switched the type off.
  let isTold: Bool

  init(_ config: AgentsConfig, _ context: ComponentContext) {
    store = Store(config.store, migrations: RegistryTables.migrations, context)
    board = FigureBoard()
    limit = config.maxAgents
    isTold = context.catalogue.id(named: "agent_status").map(context.catalogue.isEnabled) ?? false
  }

  // MARK: Reading

  func find(_ id: String) async throws -> AgentRecord? {
    try await store.read { db in try AgentRecord.find(id, db) }
  }

  /// All of them, in the order of their creation.
  func all() async throws -> [AgentRecord] {
    try await store.read { db in try Row.fetchAll(db, sql: "SELECT * FROM agent ORDER BY row").map(AgentRecord.init) }
  }

  // MARK: Changing

  /// Steps an agent's state.
  /// - Returns: the agent as it is now; nil when there is none (any more).
  @discardableResult
  func step(_ id: String, _ happening: AgentHappening, reason: String) async throws -> AgentRecord? {
    try await store.write { transaction in
      guard var record = try AgentRecord.find(id, transaction.database) else { return nil }
      try change(&record, happening, reason: reason, transaction)
      return record
    }
  }

  /// Stores a new state, and tells a new status.
  func change(
    _ record: inout AgentRecord, _ happening: AgentHappening, reason: String, _ transaction: StoreTransaction
  ) throws {
    let old = record.state
    guard try move(&record, happening, reason: reason, transaction) else { return }
    guard record.state.status != old.status else { return }
    try transaction.emit(record.changed(from: old.status, reason: reason))
    if isTold { record.unseen += 1 }
    try record.update(transaction.database)
  }

  /// Stores a new state, of which nothing has to be told.
  /// - Returns: whether anything is new.
  @discardableResult
  func move(
    _ record: inout AgentRecord, _ happening: AgentHappening, reason: String?, _ transaction: StoreTransaction
  ) throws -> Bool {
    let state = record.state.applying(happening)
    guard state != record.state else { return false }
    if state.status != record.state.status {
      (record.reason, record.statusAt) = (reason, transaction.now)
      record.revision = try transaction.nextRevision()
    }
    record.state = state
    try record.update(transaction.database)
    note(record, transaction)
    return true
  }

  // MARK: Definitions

  /// - Throws: `RegistryError.exists`, `.full`.
  func insert(
    _ id: String, _ definition: AgentDefinition, _ kind: DriverKind, isDeclared: Bool = false,
    shouldWork: Bool = false, by subject: String, _ transaction: StoreTransaction
  ) throws -> AgentRecord {
    let db = transaction.database
    guard try AgentRecord.find(id, db) == nil else { throw RegistryError.exists(id) }
    guard try Int.fetchOne(db, sql: "SELECT count(*) FROM agent") ?? 0 < limit else { throw RegistryError.full(limit) }
    let now = transaction.now
    try AgentRecord(
      row: 0, id: id, definition: definition, driverType: kind, isDeclared: isDeclared,
      state: AgentState(shouldWork: shouldWork), statusAt: now, createdBy: subject, createdAt: now,
      updatedBy: subject, updatedAt: now, revision: try transaction.nextRevision()
    ).insert(db)
    guard let record = try AgentRecord.find(id, db) else { throw RegistryError.exists(id) }
    try transaction.emit(try record.created)
    note(record, transaction)
    return record
  }

  /// Puts another definition in place.
  /// - Parameter changes: what is told of it: an object.
  func redefine(
    _ record: inout AgentRecord, _ definition: AgentDefinition, _ kind: DriverKind, changes: JSONNode,
    by subject: String, _ transaction: StoreTransaction
  ) throws {
    (record.definition, record.driverType) = (definition, kind)
    (record.updatedBy, record.updatedAt) = (subject, transaction.now)
    record.revision = try transaction.nextRevision()
    try transaction.emit(try record.updated(by: subject, changes: changes))
    try record.update(transaction.database)
    note(record, transaction)
  }

  func delete(
    _ record: AgentRecord, by subject: String, reason: String, _ transaction: StoreTransaction
  ) throws {
    try transaction.database.execute(sql: "DELETE FROM agent WHERE row = ?", arguments: [record.row])
    try transaction.emit(try record.deleted(by: subject, reason: reason))
    afterCommit(transaction) { [row = record.row] board in board.forget(row) }
  }

  // MARK: The board

  private func note(_ record: AgentRecord, _ transaction: StoreTransaction) {
    afterCommit(transaction) { $0.note(record) }
  }

  /// Does something when it is stored, and nothing when it is not.
  func afterCommit(_ transaction: StoreTransaction, _ work: @escaping @Sendable (FigureBoard) -> Void) {
    transaction.database.afterNextTransaction { [board] _ in work(board) }
  }
}
