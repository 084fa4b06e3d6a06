import Foundation
import GRDB
import RouterCore

/// The statuses that assessments have had, each with its moment.
struct StatusTable {
  let database: Database

  init(_ database: Database) { self.database = database }

  struct Change: Sendable {
    let assessment: String
    let status: AssessmentStatus
    let mark: Mark
  }

  func add(_ assessment: Assessment, _ mark: Mark) throws {
    try database.execute(
      sql: "INSERT INTO status_change (assessment, status, at, by) VALUES (?, ?, ?, ?)",
      arguments: [
        assessment.id, assessment.status.rawValue, mark.time.microseconds, Data(mark.subject.utf8),
      ])
  }

  /// The newest ones, oldest first.
  func changes(ofAssessment id: String, limit: Int) throws -> [Change] {
    try changes("assessment = ?", id, limit)
  }

  /// Of all assessments of a client: the newest ones, oldest first.
  func changes(ofClient id: String, limit: Int) throws -> [Change] {
    try changes("assessment IN (SELECT id FROM assessment WHERE client = ?)", id, limit)
  }

  private func changes(_ condition: String, _ id: String, _ limit: Int) throws -> [Change] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT assessment, status, at AS change_at, by AS change_by FROM status_change WHERE \(condition)
        ORDER BY row DESC LIMIT ?
        """,
      arguments: [id, limit])
    return rows.reversed().map { row in
      Change(
        assessment: row["assessment"], status: AssessmentStatus(rawValue: row["status"]) ?? .pending,
        mark: Mark(row, "change"))
    }
  }
}
