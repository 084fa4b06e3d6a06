import ConfigSchema

/// The named shapes that a document needs, each once, in the order in which they were first met.
package struct SchemaDefinitions: Sendable {
  package private(set) var named: [NamedShape] = []
  private var names: Set<String> = []

  package init(_ shapes: some Sequence<PayloadShape> = []) {
    for shape in shapes { collect(shape) }
  }

  /// Names mean one thing each: of two shapes with the same name the first stays, which tests of the documents notice.
  package mutating func collect(_ shape: PayloadShape) {
    switch shape {
    case .named(let shape):
      guard names.insert(shape.name).inserted else { return }
      named.append(shape)
      collect(shape.shape)
    case .array(let inner, _), .map(let inner), .nullable(let inner): collect(inner)
    case .object(let fields), .exact(let fields): for field in fields { collect(field.shape) }
    case .either(let shapes): for shape in shapes { collect(shape) }
    case .any, .string, .identifier, .dateTime, .boolean, .integer, .number, .oneOf, .formatted: break
    }
  }

  /// The members of `components/schemas` or `$defs`.
  package func members(_ writer: SchemaWriter) -> [(String, JSONText)] {
    named.map { ($0.name, writer.definition($0)) }
  }
}
