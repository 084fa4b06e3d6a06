import RouterCore

/// What a number has to be.
struct NumberRules: Sendable {
  var minimum: ExactNumber?
  var maximum: ExactNumber?
  var exclusiveMinimum: ExactNumber?
  var exclusiveMaximum: ExactNumber?
  var multipleOf: ExactNumber?

  /// - Returns: in words, what is wrong with a number.
  func faults(in value: JSONNode) -> [String] {
    guard let number = ExactNumber(value) else { return ["is beyond all numbers that can be compared"] }
    var faults: [String] = []
    if let minimum, number < minimum { faults.append("must be at least \(minimum)") }
    if let maximum, number > maximum { faults.append("must be at most \(maximum)") }
    if let exclusiveMinimum, number <= exclusiveMinimum { faults.append("must be more than \(exclusiveMinimum)") }
    if let exclusiveMaximum, number >= exclusiveMaximum { faults.append("must be less than \(exclusiveMaximum)") }
    if let multipleOf, !number.isMultiple(of: multipleOf) { faults.append("must be a multiple of \(multipleOf)") }
    return faults
  }
}
