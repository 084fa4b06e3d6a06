/// What dashboards are told, under the names that legacy clients know.
enum Figure: String, Sendable, CaseIterable {
  case activeClients
  case pendingAssessments
  case inProgressAssessments
  case completedAssessments

  /// Counts the assessments of a status.
  init(_ status: AssessmentStatus) {
    self =
      switch status {
      case .pending: .pendingAssessments
      case .inProgress: .inProgressAssessments
      case .completed: .completedAssessments
      }
  }
}
