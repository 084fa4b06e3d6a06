/// A condition on one field's value, with the words that the error and the reference use for it.
package struct Check<Value: Sendable>: Sendable {
  /// Completes "must be …"; nil means no condition.
  package let requirement: String?
  /// What of the condition JSON Schema can say.
  package let bounds: CheckBounds
  package let holds: @Sendable (Value) -> Bool

  package init(_ requirement: String?, bounds: CheckBounds = .init(), holds: @escaping @Sendable (Value) -> Bool) {
    self.requirement = requirement
    self.bounds = bounds
    self.holds = holds
  }

  /// No condition.
  package static var any: Check { Check(nil) { _ in true } }
}

/// The part of a check that JSON Schema can say.
package struct CheckBounds: Sendable, Equatable {
  /// Of a number.
  package var minimum: Double?
  package var maximum: Double?
  /// Of a string, in characters.
  package var minLength: Int?
  /// Of a list or a mapping.
  package var minItems: Int?

  package init(minimum: Double? = nil, maximum: Double? = nil, minLength: Int? = nil, minItems: Int? = nil) {
    self.minimum = minimum
    self.maximum = maximum
    self.minLength = minLength
    self.minItems = minItems
  }
}

extension Check where Value: Comparable & ConfigValue {
  /// Both ends included.
  package static func range(_ range: ClosedRange<Value>) -> Check {
    let (low, high) = (range.lowerBound, range.upperBound)
    return Check("between \(show(low)) and \(show(high))", bounds: .numeric(low, high)) { range.contains($0) }
  }

  /// The bound included.
  package static func atLeast(_ low: Value) -> Check {
    Check("at least \(show(low))", bounds: .numeric(low, nil)) { $0 >= low }
  }

  private static func show(_ value: Value) -> String { value.configText ?? "\(value)" }
}

extension Check {
  /// The same condition for a field that may be left out.
  package static func ifGiven<Wrapped>(_ check: Check<Wrapped>) -> Check where Value == Wrapped? {
    Check(check.requirement, bounds: check.bounds) { $0.map(check.holds) ?? true }
  }
}

extension Check where Value: Collection {
  /// For strings, lists and mappings.
  package static var nonEmpty: Check {
    let bounds = Value.self == String.self ? CheckBounds(minLength: 1) : CheckBounds(minItems: 1)
    return Check("non-empty", bounds: bounds) { !$0.isEmpty }
  }
}

extension CheckBounds {
  /// Only plain numbers become schema bounds: a duration's are in its text form.
  static func numeric<Value>(_ low: Value?, _ high: Value?) -> CheckBounds {
    func double(_ value: Value?) -> Double? {
      (value as? Double) ?? (value as? Int).map(Double.init)
    }
    return CheckBounds(minimum: double(low), maximum: double(high))
  }
}
