import JSONSchema
import RouterCore

/// What the fields of each type of assessment have to be.
struct AssessmentTypes: Sendable {
  /// None for any object.
  private let schemas: [AssessmentType: JSONSchema]

  init(_ config: AssessmentTypesConfig) {
    let types = [AssessmentType.initial: config.initial, .followup: config.followup, .discharge: config.discharge]
    schemas = types.compactMapValues { $0.schema ?? $0.schemaFile?.schema }
  }

  /// What is wrong with fields, all of it.
  /// - Parameter isWhole: whether all has to be there; else what is missing may come yet.
  /// - Returns: with pointers from the assessment's root.
  func faults(in fields: JSONNode, of type: AssessmentType, isWhole: Bool) -> [FieldFault] {
    guard let schema = schemas[type] else { return [] }
    let start = fields.pointer.utf8.count
    return schema.violations(in: fields, as: isWhole ? .whole : .draft).map { violation in
      let below = String(decoding: violation.pointer.utf8.dropFirst(start), as: UTF8.self)
      return FieldFault("/fields\(below)", violation.text)
    }
  }
}
