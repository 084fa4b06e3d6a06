import RouterCore

/// A form of a body.
package struct RouteContent: Sendable {
  package let mediaType: String
  /// Nil for what is no JSON.
  package let shape: PayloadShape?
  /// JSON texts, by a name each.
  package let examples: [(name: String, json: String)]

  package init(_ mediaType: String, _ shape: PayloadShape? = nil, examples: [(name: String, json: String)] = []) {
    (self.mediaType, self.shape, self.examples) = (mediaType, shape, examples)
  }

  package static func json(_ shape: PayloadShape, examples: [(name: String, json: String)] = []) -> Self {
    Self("application/json", shape, examples: examples)
  }
}
