import RouterCore

/// Keeps clients and their assessments, and has them analysed.
package let assessmentsPlugin = Plugin(
  name: "assessments", summary: "Keeps clients and their assessments, and has them analysed.")
