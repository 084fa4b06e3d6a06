import RouterCore

/// What the fields of each type of assessment have to be.
struct AssessmentTypes: Sendable {
  /// What is wrong with fields, all of it.
  /// - Parameter isWhole: whether all has to be there; else what is missing may come yet.
  func faults(in fields: JSONNode, of type: AssessmentType, isWhole: Bool) -> [FieldFault] {
    []
  }
}
