/// Why a legacy frame is no event of this deployment.
package enum LegacyEventError: Error, Sendable, Hashable {
  /// No object with `"type": "EVENT"`.
  case notAnEvent
  /// A field is missing or of another kind; fields as `payload.data`.
  case invalid(field: String, expected: String, found: String)
  /// Nobody has declared an event type of this legacy name.
  case unknownType(String)
  /// Known, but switched off in this deployment.
  case disabledType(String)
  /// The payload has no canonical form.
  case unmapped(type: String, LegacyFormError)
}

extension LegacyEventError {
  /// The field at fault, as `payload.type`; nil when it is the frame as a whole.
  package var field: String? {
    switch self {
    case .notAnEvent: nil
    case .invalid(let field, _, _): field
    case .unknownType, .disabledType: "payload.type"
    case .unmapped: "payload.data"
    }
  }
}

extension LegacyEventError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnEvent: "the frame is no object with \"type\": \"EVENT\""
    case .invalid(let field, let expected, let found): "\(field): expected \(expected), found \(found)"
    case .unknownType(let name):
      "payload.type: there is no event type with the legacy name '\(String(name.unicodeScalars.prefix(80)))'"
    case .disabledType(let name): "payload.type: '\(name)' is switched off in this deployment"
    case .unmapped(let type, let error): "payload.data of \(type): \(error)"
    }
  }
}
