import ConfigSchema
import ResourceStore

/// A source of type `assessments`.
struct AssessmentsConfig: ConfigObject {
  var store = StoreConfig()
  var types = AssessmentTypesConfig()
  var analysis = AnalysisConfig()
  var analyzeOnSubmit = true
  var events = AssessmentEventsConfig()

  static let summary = "Keeps clients and their assessments, and has them analysed."
  static var fields: [Field<Self>] {
    [
      Field("store", \.store, "where they are kept"),
      Field("types", \.types, "what fields have to be"),
      Field("analysis", \.analysis, "who makes something of the fields"),
      Field("analyze_on_submit", \.analyzeOnSubmit, "whether an assessment that is completed is analysed"),
      Field("events", \.events, "what events say"),
    ]
  }
}
