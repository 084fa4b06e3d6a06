/// What a config says of assessments.
struct AssessmentRules: Sendable {
  let types: AssessmentTypes
  let news: AssessmentNews
  /// Whether a completed assessment is analysed without being asked for.
  let analyzesOnSubmit: Bool
  /// Whether there is an event when an analysis is there.
  let announcesAnalyses: Bool
}
