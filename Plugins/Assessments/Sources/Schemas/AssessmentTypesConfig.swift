import ConfigSchema

/// `types:` of a source of assessments.
struct AssessmentTypesConfig: ConfigObject {
  var initial = AssessmentTypeConfig()
  var followup = AssessmentTypeConfig()
  var discharge = AssessmentTypeConfig()

  static let summary = "What the fields of each type of assessment have to be."
  static var fields: [Field<Self>] {
    [
      Field("initial", \.initial, "fields of `initial` assessments"),
      Field("followup", \.followup, "fields of `followup` assessments"),
      Field("discharge", \.discharge, "fields of `discharge` assessments"),
    ]
  }
}
