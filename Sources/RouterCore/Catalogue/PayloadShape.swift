/// What a value in a payload may be. Deliberately less than JSON Schema: what the documented events need.
package indirect enum PayloadShape: Sendable {
  case any
  case string
  /// A string that is not empty: ids and states.
  case identifier
  /// RFC 3339, with any offset.
  case dateTime
  case boolean
  case integer(NumberBounds)
  case number(NumberBounds)
  case oneOf([String])
  case array(of: PayloadShape)
  /// An object whose keys are data, such as agents by id.
  case map(of: PayloadShape)
  case object([PayloadField])

  package static let integer = PayloadShape.integer(.unbounded)
  package static let number = PayloadShape.number(.unbounded)

  /// With its article, for "expected …".
  var phrase: String {
    switch self {
    case .any: "a value"
    case .string: "a string"
    case .identifier: "a non-empty string"
    case .dateTime: "a date and time such as 2024-01-15T10:30:00Z"
    case .boolean: "true or false"
    case .integer(let bounds): "a whole number\(bounds.phrase)"
    case .number(let bounds): "a number\(bounds.phrase)"
    case .oneOf(let names): "one of \(names.joined(separator: ", "))"
    case .array: "an array"
    case .map, .object: "an object"
    }
  }
}

/// The least and the greatest value of a number, both included.
package struct NumberBounds: Sendable, Hashable {
  package let minimum: Double?
  package let maximum: Double?

  package static let unbounded = NumberBounds(minimum: nil, maximum: nil)
  package static let notNegative = NumberBounds(minimum: 0, maximum: nil)
  /// A share of a whole, from 0 to 1.
  package static let fraction = NumberBounds(minimum: 0, maximum: 1)

  package init(minimum: Double?, maximum: Double?) {
    self.minimum = minimum
    self.maximum = maximum
  }

  func contains(_ value: Double) -> Bool {
    minimum.map { value >= $0 } ?? true && maximum.map { value <= $0 } ?? true
  }

  var phrase: String {
    switch (minimum, maximum) {
    case (nil, nil): ""
    case (let low?, nil): " of at least \(Self.show(low))"
    case (nil, let high?): " of at most \(Self.show(high))"
    case (let low?, let high?): " from \(Self.show(low)) to \(Self.show(high))"
    }
  }

  private static func show(_ bound: Double) -> String { Int(exactly: bound).map { "\($0)" } ?? "\(bound)" }
}
