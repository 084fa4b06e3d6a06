/// A source that has HTTP resources: routes of the clients' listener that it answers. It is found when the gateway starts to serve.
package protocol ResourceProvider: Sendable {
  /// Asked once. Where two sources have the same route, the first in the config answers it.
  var resources: [ResourceRoute] { get }
}

/// A route and who answers it.
package struct ResourceRoute: Sendable {
  /// Called from many tasks at once. A `Problem`, or an error that is `ProblemConvertible`, becomes the answer; any other is
  /// logged and becomes 500.
  package typealias Answer = @Sendable (ResourceRequest) async throws -> ResourceAnswer

  package let description: RouteDescription
  package let answer: Answer

  package init(_ description: RouteDescription, _ answer: @escaping Answer) {
    self.description = description
    self.answer = answer
  }
}

/// An error that says what a client is told.
package protocol ProblemConvertible: Error {
  var problem: Problem { get }
}

extension Problem: ProblemConvertible {
  package var problem: Problem { self }
}
