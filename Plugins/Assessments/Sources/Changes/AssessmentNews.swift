import RouterCore

/// The events about assessments.
struct AssessmentNews: Sendable {
  static let type = "assessment_update"

  /// What every event says besides the documented members.
  let extras: Set<ExtraMember>

  /// `{id, status, completed_at}`, as documented, and what the config adds.
  func statusChange(of assessment: Assessment) throws -> EventDraft {
    try draft(assessment, extras, analysis: nil)
  }

  /// The status is as it was; there is an analysis now, which the event brings.
  func analyzed(_ assessment: Assessment) throws -> EventDraft {
    try draft(assessment, Set(ExtraMember.allCases), analysis: assessment.analysis.result)
  }

  private func draft(
    _ assessment: Assessment, _ extras: Set<ExtraMember>, analysis: JSONDocument?
  ) throws -> EventDraft {
    let data = try JSONDocument { writer in
      writer.beginObject()
      writer.member("id", assessment.id)
      writer.member("status", assessment.status.rawValue)
      if let completed = assessment.completed { writer.member("completed_at", completed) }
      if extras.contains(.clientID) { writer.member("client_id", assessment.client) }
      if extras.contains(.type) { writer.member("type", assessment.type.rawValue) }
      if let analysis { writer.member("analysis", analysis.root) }
      writer.endObject()
    }
    return EventDraft(type: Self.type, data: data)
  }
}
