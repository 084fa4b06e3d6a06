import ResourceStore
import RouterCore

/// Keeps clients and their assessments, and has them analysed.
package let assessmentsPlugin = Plugin(
  name: "assessments", summary: "Keeps clients and their assessments, and has them analysed.",
  sources: [assessmentsFactory])

let assessmentsFactory = SourceFactory(
  type: "assessments", AssessmentsConfig.self, claims: { $0.store.claims() }
) { config, context in
  AssessmentsSource(config, context)
}
