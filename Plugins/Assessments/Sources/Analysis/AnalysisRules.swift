import RouterCore

/// Built-in analysis.
struct AnalysisRules: Sendable {
  func analysis(of fields: JSONNode) -> JSONDocument { BoundedObject.empty }
}
