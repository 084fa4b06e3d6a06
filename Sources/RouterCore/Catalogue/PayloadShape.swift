/// What a value in a payload may be. Deliberately less than JSON Schema: what documented events, messages and bodies need.
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
  case formatted(TextFormat)
  /// - count: how many elements it has.
  case array(of: PayloadShape, count: ClosedRange<Int> = 0...Int.max)
  /// An object whose keys are data, such as agents by id.
  case map(of: PayloadShape)
  case object([PayloadField])
  /// An object that the server itself writes: nothing else is in it, and what is optional is left out, never null.
  case exact([PayloadField])
  /// The value or null.
  case nullable(PayloadShape)
  case either([PayloadShape])
  /// What has a name in schemas, so that several may refer to it.
  case named(NamedShape)

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
    case .oneOf(let names): names.count == 1 ? "'\(names[0])'" : "one of \(names.joined(separator: ", "))"
    case .formatted(let format): format.phrase
    case .array(_, let count): "an array\(count.phrase)"
    case .map, .object, .exact: "an object"
    case .nullable(let shape): "\(shape.phrase) or null"
    case .either(let shapes): shapes.map(\.phrase).joined(separator: " or ")
    case .named(let named): named.shape.phrase
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

extension ClosedRange<Int> {
  /// Of the count of an array.
  fileprivate var phrase: String {
    switch (lowerBound, upperBound) {
    case (0, .max): ""
    case (0, let most): " of at most \(most)"
    case (let least, .max): " of at least \(least)"
    case (let least, let most): " of \(least) to \(most)"
    }
  }
}
