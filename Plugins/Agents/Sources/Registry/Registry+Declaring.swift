import ConfigSchema
import Foundation
import GRDB
import ResourceStore
import RouterCore

/// Agents that the router's config declares.
extension Registry {
  /// Who has done what the config says.
  static let author = "config"

  /// Brings the registry to what the config declares, and tells what is different. What the config says goes before what the
  /// registry has: definitions are the config's, and who is not declared any more is deleted. The agent's own configuration is the
  /// config's when it is new there or changes there; between, `update_config` may change it.
  func declare(_ agents: NamedEntries<AgentConfig>) async throws {
    try await store.write { transaction in
      let names = Set(agents.entries.map(\.name.value))
      for record in try declared(transaction.database) where !names.contains(record.id) {
        try delete(record, by: Self.author, reason: "removed_from_config", transaction)
      }
      for entry in agents.entries { try declare(entry.name.value, entry.value.value, transaction) }
    }
  }

  private func declared(_ db: Database) throws -> [AgentRecord] {
    try Row.fetchAll(db, sql: "SELECT * FROM agent WHERE is_declared ORDER BY row").map(AgentRecord.init)
  }

  private func declare(_ id: String, _ agent: AgentConfig, _ transaction: StoreTransaction) throws {
    let db = transaction.database
    let config = try agent.config ?? JSONDocument(parsing: "{}")
    var definition = AgentDefinition(
      name: agent.name.isEmpty ? id : agent.name, template: agent.template, description: agent.description,
      capacity: agent.capacity, driver: try agent.driver.summary, config: config)
    if var record = try AgentRecord.find(id, db) {
      if record.isDeclared, try declaredConfig(id, db)?.root.isEqual(to: config.root) ?? false {
        definition.config = record.definition.config
      }
      try redeclare(&record, definition, agent.driver.kind, transaction)
    } else {
      _ = try insert(
        id, definition, agent.driver.kind, isDeclared: true, shouldWork: agent.autostart, by: Self.author,
        transaction)
    }
    try db.execute(
      sql: "UPDATE agent SET declared_config = ? WHERE agent_id = ?", arguments: [Data(config.bytes), id])
  }

  private func declaredConfig(_ id: String, _ db: Database) throws -> JSONDocument? {
    try Data.fetchOne(db, sql: "SELECT declared_config FROM agent WHERE agent_id = ?", arguments: [id]).flatMap {
      try? JSONDocument(parsing: Array($0))
    }
  }

  private func redeclare(
    _ record: inout AgentRecord, _ definition: AgentDefinition, _ kind: DriverKind, _ transaction: StoreTransaction
  ) throws {
    let changes = try definition.differences(from: record.definition, ifDeclared: record.isDeclared)
    guard changes.root.count > 0 || !record.isDeclared else { return }
    record.isDeclared = true
    try redefine(&record, definition, kind, changes: changes.root, by: Self.author, transaction)
  }

  // MARK: Those who come by themselves

  /// An agent that has connected.
  func register(_ id: String) async throws {
    try await store.write { transaction in
      guard try AgentRecord.find(id, transaction.database) == nil else { return }
      let definition = AgentDefinition(
        name: id, driver: try DriverChoice.connected.summary, config: try JSONDocument(parsing: "{}"))
      _ = try insert(id, definition, .connected, by: id, transaction)
    }
  }
}

extension AgentDefinition {
  /// The new value of each field that is different; null for what is not there any more.
  /// - Parameter ifDeclared: whether the old driver is stored without secrets, as the new one: else it is told as new.
  fileprivate func differences(from old: AgentDefinition, ifDeclared: Bool) throws(JSONError) -> JSONDocument {
    try JSONDocument { writer in
      writer.beginObject()
      if name != old.name { writer.member("name", name) }
      if template != old.template { Self.write("template", template, &writer) }
      if description != old.description { Self.write("description", description, &writer) }
      if capacity != old.capacity { writer.member("capacity", capacity) }
      if !ifDeclared || !driver.root.isEqual(to: old.driver.root) { writer.member("driver", driver.root) }
      if !config.root.isEqual(to: old.config.root) { writer.member("config", config.root) }
      writer.endObject()
    }
  }

  private static func write(_ key: String, _ text: String?, _ writer: inout JSONWriter) {
    writer.key(key)
    if let text { writer.value(text) } else { writer.null() }
  }
}
