import HTTPTypes
import RouterCore

/// A request that has been let in and held against its route's description: nothing unknown is in its query, its body is of the
/// declared media type and shape.
package struct ResourceRequest: Sendable {
  /// The route's name, such as `createAgent`.
  package let route: String
  /// The parameters of the path, decoded.
  package let path: [String: String]
  /// The parameters of the query that the client gave, decoded.
  package let query: [String: String]
  /// Nil when the route has none.
  package let body: JSONDocument?
  package let caller: Caller
  /// `If-Match`: what the client thinks it changes.
  package let ifMatch: EntityTagCondition?
  /// `Idempotency-Key`: what makes a repeated creation the same one.
  package let idempotencyKey: String?

  /// Who asks.
  package struct Caller: Sendable, Hashable {
    package let subject: String
    package let permissions: Set<Permission>
    /// Set for the token of one agent.
    package let agent: String?

    package init(subject: String, permissions: Set<Permission>, agent: String? = nil) {
      (self.subject, self.permissions, self.agent) = (subject, permissions, agent)
    }
  }

  package init(
    route: String, path: [String: String] = [:], query: [String: String] = [:], body: JSONDocument? = nil,
    caller: Caller, ifMatch: EntityTagCondition? = nil, idempotencyKey: String? = nil
  ) {
    (self.route, self.path, self.query, self.body, self.caller) = (route, path, query, body, caller)
    (self.ifMatch, self.idempotencyKey) = (ifMatch, idempotencyKey)
  }

  /// The page of a list that the client wants.
  /// - Throws: 400 for a cursor that nobody has given out.
  package func page() throws(Problem) -> PageRequest {
    let cursor: PageCursor?
    if let text = query["cursor"] {
      cursor = PageCursor(text)
      if cursor == nil {
        throw Problem(
          status: .badRequest, detail: "the cursor is none of this server: begin without one",
          errors: [.init(place: .query("cursor"), detail: "expected a next_cursor of an earlier answer")])
      }
    } else {
      cursor = nil
    }
    return PageRequest(limit: integer("limit") ?? PageRequest.standardLimit, cursor: cursor)
  }

  /// A parameter of the query that its description says to be a whole number, however it is written: `50`, `5e1`.
  package func integer(_ name: String) -> Int? { value(name)?.int }

  /// A parameter of the query that its description says to be a number.
  package func number(_ name: String) -> Double? { value(name)?.double }

  private func value(_ name: String) -> JSONNode? { query[name].flatMap { try? JSONDocument(parsing: $0).root } }

  /// - Parameter current: the tag of what is to be changed.
  /// - Throws: 412 when the client means another version (RFC 9110 §13.1.1).
  package func checkPrecondition(_ current: EntityTag) throws(Problem) {
    guard let ifMatch, !ifMatch.holds(for: current) else { return }
    throw Problem(
      status: .preconditionFailed, detail: "it has been changed: its ETag is now \(current)",
      headers: [.eTag: "\(current)"])
  }
}
