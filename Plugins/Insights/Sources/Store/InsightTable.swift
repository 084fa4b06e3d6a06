import Foundation
import GRDB
import RouterCore

/// The rows of insights.
struct InsightTable {
  private static let columns = [
    "id", "revision", "type", "priority", "description", "recommendations", "client_id", "agent_id", "entity_id",
    "rule", "event_id", "created_at", "created_by", "updated_at", "updated_by", "acknowledged_at", "acknowledged_by",
  ]
  private static let insertion = """
    INSERT INTO insight (\(columns.joined(separator: ", ")))
    VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
    """
  private static let change = """
    UPDATE insight SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE id = ?
    """

  let db: Database

  init(_ db: Database) { self.db = db }

  // MARK: Writing

  /// - Parameter count: how many there may be; the oldest go. Those that were deleted count until they would have gone.
  func insert(_ insight: Insight, keeping count: Int) throws {
    try db.cachedStatement(sql: Self.insertion).execute(arguments: try values(of: insight))
    try db.cachedStatement(sql: "DELETE FROM insight WHERE row <= ?").execute(
      arguments: [db.lastInsertedRowID - Int64(count)])
  }

  func update(_ insight: Insight) throws {
    try db.cachedStatement(sql: Self.change).execute(arguments: try values(of: insight) + [insight.id])
  }

  func delete(_ id: String) throws {
    try db.cachedStatement(sql: "DELETE FROM insight WHERE id = ?").execute(arguments: [id])
  }

  private func values(of insight: Insight) throws -> StatementArguments {
    let (content, subject) = (insight.content, insight.subject)
    return [
      insight.id, insight.revision, content.type, content.priority.rank, content.description,
      Self.json(content.recommendations),
      subject.client, subject.agent, subject.entity, insight.rule, insight.event,
      insight.created.time.microseconds, Data(insight.created.subject.utf8),
      insight.updated?.time.microseconds, insight.updated.map { Data($0.subject.utf8) },
      insight.acknowledged?.time.microseconds, insight.acknowledged.map { Data($0.subject.utf8) },
    ]
  }

  private static func json(_ texts: [String]) -> String {
    var writer = JSONWriter()
    writer.beginArray()
    for text in texts { writer.value(text) }
    writer.endArray()
    return String(decoding: writer.finish(), as: UTF8.self)
  }

  // MARK: Reading

  func find(_ id: String) throws -> Insight? {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM insight WHERE id = ?"), arguments: [id])
    return try row.map(Self.insight)
  }

  /// By their numbers, ascending.
  func page(_ filter: InsightFilter, after row: Int64, limit: Int) throws -> [(row: Int64, insight: Insight)] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM insight WHERE row > ? AND \(filter.condition) ORDER BY row LIMIT ?",
      arguments: [row] + filter.arguments + [limit])
    return try rows.map { ($0["row"], try Self.insight($0)) }
  }

  /// The most urgent first, of equals the newest first.
  func newest(_ filter: InsightFilter, limit: Int) throws -> [Insight] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM insight WHERE \(filter.condition) ORDER BY priority DESC, row DESC LIMIT ?",
      arguments: filter.arguments + [limit])
    return try rows.map(Self.insight)
  }

  func count(_ filter: InsightFilter) throws -> Int {
    try Int.fetchOne(
      db, sql: "SELECT count(*) FROM insight WHERE \(filter.condition)", arguments: filter.arguments) ?? 0
  }

  private static func insight(_ row: Row) throws -> Insight {
    let recommendations = try JSONDocument(parsing: row["recommendations"] as String).root.elements.compactMap(\.string)
    let content = InsightContent(
      type: row["type"], priority: InsightPriority(rank: row["priority"]) ?? .standard, description: row["description"],
      recommendations: recommendations)
    return Insight(
      id: row["id"], content: content,
      subject: InsightSubject(client: row["client_id"], agent: row["agent_id"], entity: row["entity_id"]),
      rule: row["rule"], event: row["event_id"],
      created: mark(row, "created") ?? .init(time: .distantPast, subject: ""), updated: mark(row, "updated"),
      acknowledged: mark(row, "acknowledged"), revision: row["revision"])
  }

  private static func mark(_ row: Row, _ name: String) -> Insight.Mark? {
    guard let time = row["\(name)_at"] as Int64? else { return nil }
    let subject = String(decoding: row["\(name)_by"] as Data? ?? Data(), as: UTF8.self)
    return .init(time: Timestamp(microseconds: time), subject: subject)
  }
}
