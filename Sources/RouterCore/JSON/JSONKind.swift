/// The six kinds of JSON values (RFC 8259 §3).
package enum JSONKind: UInt8, Sendable, Hashable, CaseIterable {
  case object
  case array
  case string
  case number
  case boolean
  case null

  /// With its article, for "expected a string, found …".
  package var phrase: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .boolean: "a boolean"
    case .null: "null"
    }
  }
}
