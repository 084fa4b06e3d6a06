import ConfigSchema

/// `events:` of a source of assessments.
struct AssessmentEventsConfig: ConfigObject {
  var include: [ExtraMember] = []
  var analysis = false

  static let summary = "What `assessment_update` says besides `id`, `status` and `completed_at`."
  static var fields: [Field<Self>] {
    [
      Field("include", \.include, "what every event says besides: `client_id`, `type`"),
      Field(
        "analysis", \.analysis,
        "whether there is another event, with `client_id`, `type` and `analysis`, when an analysis has been made"),
    ]
  }
}
