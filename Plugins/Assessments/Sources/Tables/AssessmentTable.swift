import Foundation
import GRDB
import RouterCore
import RouterResources

/// The rows of assessments.
struct AssessmentTable {
  let database: Database

  init(_ database: Database) { self.database = database }

  /// What narrows a list.
  struct Filter: Sendable {
    var client: String?
    var type: AssessmentType?
    var status: AssessmentStatus?
    var createdAfter: Timestamp?
    var createdBefore: Timestamp?
  }

  // MARK: Reading

  func find(_ id: String) throws -> Assessment? {
    try Row.fetchOne(database.cachedStatement(sql: "SELECT * FROM assessment WHERE id = ?"), arguments: [id])
      .map(Assessment.init)
  }

  /// - Throws: `AssessmentFault.noAssessment`.
  func require(_ id: String) throws -> Assessment {
    guard let assessment = try find(id) else { throw AssessmentFault.noAssessment(id) }
    return assessment
  }

  /// Up to one more than the page has.
  func page(_ page: PageRequest, _ filter: Filter) throws -> [Assessment] {
    var condition = RowCondition(behind: page.cursor)
    condition.add("client = ?", filter.client)
    condition.add("type = ?", filter.type?.rawValue)
    condition.add("status = ?", filter.status?.rawValue)
    condition.add("created_at > ?", filter.createdAfter?.microseconds)
    condition.add("created_at < ?", filter.createdBefore?.microseconds)
    return try Row.fetchAll(
      database, sql: "SELECT * FROM assessment WHERE \(condition.sql) ORDER BY row LIMIT \(page.limit + 1)",
      arguments: condition.arguments
    ).map(Assessment.init)
  }

  func count(ofClient id: String) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM assessment WHERE client = ?", arguments: [id]) ?? 0
  }

  /// Those whose analysis is pending, the one due first in front.
  /// - Parameter busy: that are left out.
  func pendingAnalyses(except busy: Set<String>, limit: Int) throws -> [Assessment] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM assessment WHERE analysis_due IS NOT NULL ORDER BY analysis_due, row LIMIT ?",
      arguments: [limit + busy.count])
    return try rows.map(Assessment.init).filter { !busy.contains($0.id) }
  }

  // MARK: Writing

  func insert(_ assessment: Assessment) throws {
    try database.execute(
      sql: """
        INSERT INTO assessment
          (id, client, type, status, fields, created_at, created_by, updated_at, updated_by, completed_at,
           analysis_status, analysis, analysis_made, analysis_attempts, analysis_failures, analysis_due, analysis_reason,
           revision, fields_revision)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        assessment.id, assessment.client, assessment.type.rawValue, assessment.status.rawValue,
        Data(assessment.fields.bytes), assessment.created.time.microseconds, Data(assessment.created.subject.utf8),
      ] + Self.changing(assessment))
  }

  func update(_ assessment: Assessment) throws {
    try database.execute(
      sql: """
        UPDATE assessment SET status = ?, fields = ?, updated_at = ?, updated_by = ?, completed_at = ?,
          analysis_status = ?, analysis = ?, analysis_made = ?, analysis_attempts = ?, analysis_failures = ?, analysis_due = ?,
          analysis_reason = ?, revision = ?, fields_revision = ?
        WHERE id = ?
        """,
      arguments: [assessment.status.rawValue, Data(assessment.fields.bytes)] + Self.changing(assessment)
        + [assessment.id])
  }

  private static func changing(_ assessment: Assessment) -> StatementArguments {
    let analysis = assessment.analysis
    return [
      assessment.updated.time.microseconds, Data(assessment.updated.subject.utf8),
      assessment.completed?.microseconds, analysis.status.rawValue, analysis.result.map { Data($0.bytes) },
      analysis.made?.microseconds, analysis.attempts, analysis.failures, analysis.due?.microseconds, analysis.reason,
      assessment.revision, assessment.fieldsRevision,
    ]
  }

  func delete(_ id: String) throws {
    try database.execute(sql: "DELETE FROM assessment WHERE id = ?", arguments: [id])
  }

  /// - Returns: how many there were.
  func delete(ofClient id: String, _ status: AssessmentStatus) throws -> Int {
    try database.execute(
      sql: "DELETE FROM assessment WHERE client = ? AND status = ?", arguments: [id, status.rawValue])
    return database.changesCount
  }
}

extension Assessment {
  fileprivate init(_ row: Row) throws {
    id = row["id"]
    client = row["client"]
    type = AssessmentType(rawValue: row["type"]) ?? .initial
    status = AssessmentStatus(rawValue: row["status"]) ?? .pending
    fields = try JSONDocument(parsing: Array(row["fields"] as Data))
    created = Mark(row, "created")
    updated = Mark(row, "updated")
    completed = (row["completed_at"] as Int64?).map(Timestamp.init)
    analysis = Analysis(
      status: AnalysisStatus(rawValue: row["analysis_status"]) ?? .none,
      result: try (row["analysis"] as Data?).map { try JSONDocument(parsing: Array($0)) },
      made: (row["analysis_made"] as Int64?).map(Timestamp.init), attempts: row["analysis_attempts"],
      failures: row["analysis_failures"],
      due: (row["analysis_due"] as Int64?).map(Timestamp.init), reason: row["analysis_reason"])
    revision = row["revision"]
    fieldsRevision = row["fields_revision"]
    self.row = row["row"]
  }
}
