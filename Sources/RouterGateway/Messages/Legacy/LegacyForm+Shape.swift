import RouterCore

extension EventType {
  /// What legacy clients get as an event's data.
  var legacyShape: PayloadShape {
    guard !legacy.isIdentity else { return .named(namedShape) }
    let shape = legacy.shape(of: schema.shape, at: .root)
    return .named("legacy_\(name)", summary, shape, example: legacyExample.map { "\($0)" })
  }

  private var legacyExample: JSONDocument? {
    (try? JSONDocument(parsing: example)).flatMap { try? legacy.legacy(from: $0) }
  }
}

extension LegacyForm {
  /// What a canonical shape becomes: other keys, and fields that may be left out.
  fileprivate func shape(of shape: PayloadShape, at path: JSONPath) -> PayloadShape {
    switch shape {
    case .object(let fields): .object(fields.map { field($0, in: path) })
    case .exact(let fields): .exact(fields.map { field($0, in: path) })
    case .nullable(let inner): .nullable(self.shape(of: inner, at: path))
    // The name is the canonical shape's.
    case .named(let named): concerns(path) ? self.shape(of: named.shape, at: path) : shape
    default: shape
    }
  }

  private func field(_ field: PayloadField, in parent: JSONPath) -> PayloadField {
    let path = parent.appending(field.name)
    let name = renames.first { $0.path == path }?.key ?? field.name
    let shape = shape(of: field.shape, at: path)
    let isRequired = field.isRequired && !defaults.contains { $0.path == path }
    return isRequired ? .required(name, shape, field.summary) : .optional(name, shape, field.summary)
  }

  /// Whether anything inside of an object is different.
  private func concerns(_ path: JSONPath) -> Bool {
    (renames.map(\.path) + defaults.map(\.path)).contains { $0.names.starts(with: path.names) && $0 != path }
  }
}
