import ResourceStore
import RouterCore

extension AssessmentDesk {
  /// JSON; nothing changes.
  func report(onAssessment id: String) async throws -> [UInt8] {
    let now = time.now()
    return try await store.read { [rules] db in try AssessmentReport(id, rules, db, at: now).bytes }
  }

  /// JSON; nothing changes.
  func report(onClient id: String) async throws -> [UInt8] {
    let now = time.now()
    return try await store.read { db in try ClientReport(id, db, at: now).bytes }
  }
}
