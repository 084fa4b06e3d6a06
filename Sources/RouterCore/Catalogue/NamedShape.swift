/// A shape with a name of its own: schemas refer to it instead of saying it again.
package final class NamedShape: Sendable {
  /// Unique within a document; letters, digits, `_`, `-` and `.` (what AsyncAPI and OpenAPI allow in `components`).
  package let name: String
  /// One sentence for the documentation.
  package let summary: String
  package let shape: PayloadShape
  /// JSON texts.
  package let examples: [String]

  package init(_ name: String, _ summary: String, _ shape: PayloadShape, examples: [String] = []) {
    self.name = name
    self.summary = summary
    self.shape = shape
    self.examples = examples
  }
}

extension PayloadShape {
  package static func named(
    _ name: String, _ summary: String, _ shape: PayloadShape, example: String? = nil
  ) -> PayloadShape {
    .named(NamedShape(name, summary, shape, examples: example.map { [$0] } ?? []))
  }
}

extension EventType {
  /// The schema of `data` under the type's name.
  package var namedShape: NamedShape { NamedShape(name, summary, schema.shape, examples: [example]) }
}
