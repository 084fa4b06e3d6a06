extension PayloadShape {
  /// What a schema says about a path that leads through objects.
  enum Place {
    case declared(PayloadShape, isRequired: Bool)
    /// A field that the schema allows without knowing it.
    case undeclared
    /// After so many keys of the path there is something without fields, or that allows no such field.
    case blocked(keys: Int, by: String)
  }

  /// - Parameter path: not the root.
  func place(of path: JSONPath) -> Place {
    var place = Place.declared(self, isRequired: true)
    for (count, key) in path.names.enumerated() {
      guard case .declared(let shape, _) = place else { return place }
      guard let next = shape.field(key) else { return .blocked(keys: count, by: shape.phrase) }
      place = next
    }
    return place
  }

  /// What an object of this shape has under a key; nil if there can be no such object or member.
  private func field(_ key: String) -> Place? {
    switch self {
    case .any: .undeclared
    case .map(let element): .declared(element, isRequired: true)
    case .object(let fields): fields.place(of: key) ?? .undeclared
    case .exact(let fields): fields.place(of: key)
    case .nullable(let shape): shape.field(key)
    case .named(let named): named.shape.field(key)
    case .either(let shapes): Self.merge(shapes.compactMap { $0.field(key) })
    case .string, .identifier, .dateTime, .boolean, .integer, .number, .oneOf, .formatted, .array: nil
    }
  }

  /// Of alternatives: whatever one of them allows is allowed.
  private static func merge(_ places: [Place]) -> Place? {
    let declared = places.compactMap { place -> (shape: PayloadShape, isRequired: Bool)? in
      if case .declared(let shape, let isRequired) = place { (shape, isRequired) } else { nil }
    }
    if places.isEmpty { return nil }
    guard declared.count == places.count else { return .undeclared }
    return .declared(.either(declared.map(\.shape)), isRequired: declared.allSatisfy(\.isRequired))
  }
}

extension [PayloadField] {
  fileprivate func place(of key: String) -> PayloadShape.Place? {
    // By UTF-8, as JSON compares keys.
    first { $0.name.utf8.elementsEqual(key.utf8) }.map { .declared($0.shape, isRequired: $0.isRequired) }
  }
}
