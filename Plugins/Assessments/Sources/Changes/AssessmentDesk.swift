import ResourceStore
import RouterCore
import RouterResources

/// Where requests for assessments come together, however they were made.
struct AssessmentDesk: Sendable {
  let store: Store
  let rules: AssessmentRules
  let analyst: Analyst
  let queue: AnalysisQueue
  let analyses = AnalysesInProgress()
  let dashboard: Dashboard
  let time: any TimeSource

  /// Changes assessments, in one transaction.
  func change<Result: Sendable>(
    by subject: String, _ work: @escaping @Sendable (AssessmentChanges) throws -> Result
  ) async throws -> Result {
    let result = try await store.write { [rules] transaction in
      try work(AssessmentChanges(rules: rules, transaction: transaction, subject: subject))
    }
    noteChange()
    return result
  }

  /// The same for requests that may come twice.
  func answer(
    once request: ResourceRequest, _ work: @escaping @Sendable (AssessmentChanges) throws -> ResourceAnswer
  ) async throws -> ResourceAnswer {
    let answer = try await store.once(request) { [rules] transaction in
      try work(AssessmentChanges(rules: rules, transaction: transaction, subject: request.caller.subject))
    }
    noteChange()
    return answer
  }

  /// Something has changed that others may want to know.
  func noteChange() {
    dashboard.noteChange()
    queue.ring()
  }

  /// Whether an assessment with these fields could be submitted.
  func validity(of fields: JSONNode, _ type: AssessmentType) -> Validity {
    Validity(faults: rules.types.faults(in: fields, of: type, isWhole: true))
  }

  /// Has an assessment analysed now, unless it is being analysed: with its analysis.
  func analyze(_ id: String, for subject: String) async throws -> Assessment {
    try await analyses.join(id) { try await makeAnalysis(of: id, for: subject) }
  }

  private func makeAnalysis(of id: String, for subject: String) async throws -> Assessment {
    let (assessment, client) = try await store.read { db in
      let assessment = try AssessmentTable(db).require(id)
      guard let client = try ClientTable(db).find(assessment.client) else { throw AssessmentFault.unknownClient }
      return (assessment, client)
    }
    if assessment.status == .pending, assessment.fields.root.count == 0 {
      throw AssessmentFault.status("the assessment has no fields to analyse yet")
    }
    let analysis: JSONDocument
    do throws(AnalysisFault) {
      analysis = try await analyst.analyze(assessment, of: client)
    } catch {
      throw error.fault
    }
    return try await change(by: subject) { changes in
      guard let kept = try changes.keep(analysis, of: assessment) else { throw AssessmentFault.changedMeanwhile }
      return kept
    }
  }
}
