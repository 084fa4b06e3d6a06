/// A value that its schema does not allow.
package struct SchemaViolation: Sendable, Hashable {
  /// The wrong or missing value (RFC 6901), from the root of the document that it is in.
  package let pointer: String
  /// Words that go on after the value's name: "must be at least 0".
  package let text: String

  package init(_ pointer: String, _ text: String) { (self.pointer, self.text) = (pointer, text) }
}
