/// Where an event has the values that a key of a subscription's filters looks at.
package enum FilterSource: Sendable, Hashable {
  /// A field of the payload; if it is an array, each of its elements.
  case field(JSONPath)
  /// The keys of an object in the payload.
  case keys(of: JSONPath)

  /// The keys with a meaning of their own. Of several places the first that an event has counts.
  package static let standard: [String: [FilterSource]] = [
    "severity": [.field(["severity"])],
    "components": [.field(["affected_components"]), .keys(of: ["components"]), .field(["component"])],
  ]
}
