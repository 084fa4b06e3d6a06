import Foundation
import GRDB
import RouterCore
import RouterResources

/// The rows of clients.
struct ClientTable {
  let database: Database

  init(_ database: Database) { self.database = database }

  /// What narrows a list.
  struct Filter: Sendable {
    var status: ClientStatus?
    var createdAfter: Timestamp?
    var createdBefore: Timestamp?
  }

  func find(_ id: String) throws -> Client? {
    try Row.fetchOne(database.cachedStatement(sql: "SELECT * FROM client WHERE id = ?"), arguments: [id])
      .map(Client.init)
  }

  /// Up to one more than the page has.
  func page(_ page: PageRequest, _ filter: Filter) throws -> [Client] {
    var condition = RowCondition(behind: page.cursor)
    condition.add("status = ?", filter.status?.rawValue)
    condition.add("created_at > ?", filter.createdAfter?.microseconds)
    condition.add("created_at < ?", filter.createdBefore?.microseconds)
    return try Row.fetchAll(
      database, sql: "SELECT * FROM client WHERE \(condition.sql) ORDER BY row LIMIT \(page.limit + 1)",
      arguments: condition.arguments
    ).map(Client.init)
  }

  func insert(_ client: Client) throws {
    try database.execute(
      sql: """
        INSERT INTO client (id, name, status, attributes, created_at, created_by, updated_at, updated_by, revision)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        client.id, client.name, client.status.rawValue, Data(client.attributes.bytes),
        client.created.time.microseconds, Data(client.created.subject.utf8),
        client.updated.time.microseconds, Data(client.updated.subject.utf8), client.revision,
      ])
  }

  func update(_ client: Client) throws {
    try database.execute(
      sql: """
        UPDATE client SET name = ?, status = ?, attributes = ?, updated_at = ?, updated_by = ?, revision = ? WHERE id = ?
        """,
      arguments: [
        client.name, client.status.rawValue, Data(client.attributes.bytes), client.updated.time.microseconds,
        Data(client.updated.subject.utf8), client.revision, client.id,
      ])
  }

  func delete(_ id: String) throws { try database.execute(sql: "DELETE FROM client WHERE id = ?", arguments: [id]) }
}

extension Client {
  fileprivate init(_ row: Row) throws {
    id = row["id"]
    name = row["name"]
    status = ClientStatus(rawValue: row["status"]) ?? .active
    attributes = try JSONDocument(parsing: Array(row["attributes"] as Data))
    created = Mark(row, "created")
    updated = Mark(row, "updated")
    revision = row["revision"]
    self.row = row["row"]
  }
}

extension Mark {
  /// - Parameter name: columns with `_at` and `_by` behind it.
  init(_ row: Row, _ name: String) {
    time = Timestamp(microseconds: row["\(name)_at"])
    subject = String(decoding: row["\(name)_by"] as Data, as: UTF8.self)
  }
}
