/// What legacy clients ask of the target `assessment-agent`.
enum LegacyAction: String, CaseIterable {
  case create = "CREATE_ASSESSMENT"
  case get = "GET_ASSESSMENT"
  case update = "UPDATE_ASSESSMENT"
  case submit = "SUBMIT_ASSESSMENT"
  case validate = "VALIDATE_ASSESSMENT"
  case analyze = "ANALYZE_ASSESSMENT"
  case report = "GENERATE_REPORT"

  /// Whether it changes an assessment, which is no agent's own.
  var changesAssessments: Bool { [.create, .update, .submit].contains(self) }
}
