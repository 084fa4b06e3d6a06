import RouterCore

/// The words of `type`.
enum SchemaType: String, Sendable, CaseIterable {
  case null, boolean, object, array, number, string, integer

  /// Whether a value is of the type. 1.0 is an integer.
  func allows(_ value: JSONNode) -> Bool {
    switch self {
    case .null: value.kind == .null
    case .boolean: value.kind == .boolean
    case .object: value.kind == .object
    case .array: value.kind == .array
    case .number: value.kind == .number
    case .string: value.kind == .string
    case .integer: value.isWholeNumber
    }
  }

  /// With its article.
  var phrase: String {
    switch self {
    case .null: "null"
    case .boolean: "true or false"
    case .object: "an object"
    case .array: "an array"
    case .number: "a number"
    case .string: "a string"
    case .integer: "a whole number"
    }
  }
}
