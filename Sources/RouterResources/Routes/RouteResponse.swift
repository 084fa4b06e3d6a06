import HTTPTypes
import RouterCore

/// An answer of a route.
package struct RouteResponse: Sendable {
  package let status: HTTPResponse.Status
  package let summary: String
  package let content: [RouteContent]
  package let headers: [Header]

  package struct Header: Sendable {
    package let name: String
    package let shape: PayloadShape
    package let summary: String

    package init(_ name: String, _ shape: PayloadShape, _ summary: String) {
      (self.name, self.shape, self.summary) = (name, shape, summary)
    }

    package static let retryAfter = Header("Retry-After", .integer(.notNegative), "Seconds to wait.")
  }

  package init(
    _ status: HTTPResponse.Status, _ summary: String, content: [RouteContent] = [], headers: [Header] = []
  ) {
    (self.status, self.summary, self.content, self.headers) = (status, summary, content, headers)
  }

  package static func json(
    _ status: HTTPResponse.Status, _ summary: String, _ shape: PayloadShape,
    examples: [(name: String, json: String)] = [], headers: [Header] = []
  ) -> Self {
    Self(status, summary, content: [.json(shape, examples: examples)], headers: headers)
  }

  /// An error, as a problem document (RFC 9457).
  package static func problem(_ status: HTTPResponse.Status, _ summary: String, headers: [Header] = []) -> Self {
    Self(status, summary, content: [RouteContent("application/problem+json", Problem.shape)], headers: headers)
  }
}
