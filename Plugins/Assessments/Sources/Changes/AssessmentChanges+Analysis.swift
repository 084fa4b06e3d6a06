import ResourceStore
import RouterCore

extension AssessmentChanges {
  /// - Throws: `AssessmentFault.noAssessment`.
  func find(_ id: String) throws -> Assessment { try AssessmentTable(transaction.database).require(id) }

  func findIfAny(_ id: String) throws -> Assessment? { try AssessmentTable(transaction.database).find(id) }

  /// Stores what has been made of an assessment's fields, and tells of it.
  /// - Parameter assessment: as it was when it was analysed.
  /// - Returns: nil when its fields have been changed since, so that nothing is stored.
  func keep(_ analysis: JSONDocument, of assessment: Assessment) throws -> Assessment? {
    let table = AssessmentTable(transaction.database)
    var current = try table.require(assessment.id)
    guard current.fieldsRevision == assessment.fieldsRevision else { return nil }
    current.analysis = .init(status: .done, result: analysis, made: transaction.now)
    current.revision = try transaction.nextRevision()
    try table.update(current)
    if rules.announcesAnalyses { try transaction.emit(rules.news.analyzed(current)) }
    return current
  }

  /// An attempt to analyse an assessment was in vain.
  /// - Parameter next: when the next one is due; nil if there is none.
  func postpone(_ assessment: Assessment, _ fault: AnalysisFault, until next: Timestamp?) throws {
    let table = AssessmentTable(transaction.database)
    guard var current = try table.find(assessment.id), current.analysis.status == .pending else { return }
    current.analysis.attempts += 1
    if case .failed = fault { current.analysis.failures += 1 }
    current.analysis.due = next
    current.analysis.reason = fault.reason
    if next == nil {
      current.analysis.status = .failed
      current.revision = try transaction.nextRevision()
    }
    try table.update(current)
  }
}
