import RouterCore

/// A parameter of a route, outside of the body.
package struct RouteParameter: Sendable {
  package enum Place: String, Sendable { case path, query, header }

  package let place: Place
  package let name: String
  package let shape: PayloadShape
  package let summary: String
  package let isRequired: Bool

  private init(_ place: Place, _ name: String, _ shape: PayloadShape, _ summary: String, isRequired: Bool) {
    (self.place, self.name, self.shape, self.summary) = (place, name, shape, summary)
    self.isRequired = isRequired
  }

  package static func path(_ name: String, _ shape: PayloadShape, _ summary: String) -> Self {
    Self(.path, name, shape, summary, isRequired: true)
  }

  package static func query(
    _ name: String, _ shape: PayloadShape, _ summary: String, isRequired: Bool = false
  ) -> Self {
    Self(.query, name, shape, summary, isRequired: isRequired)
  }

  package static func header(
    _ name: String, _ shape: PayloadShape, _ summary: String, isRequired: Bool = false
  ) -> Self {
    Self(.header, name, shape, summary, isRequired: isRequired)
  }
}
