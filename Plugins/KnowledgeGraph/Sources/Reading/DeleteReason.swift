import RouterResources

/// Why something is deleted, for the event.
enum DeleteReason {
  static let standard = "user_request"
  /// Of relationships that go with an entity.
  static let cascade = "entity_deleted"

  static let parameter = RouteParameter.query(
    "reason", .identifier, "Why, for the event: \(TextRule.reason.summary); left out: `\(standard)`.")

  static func read(_ request: ResourceRequest) throws(Problem) -> String {
    guard let reason = request.query["reason"] else { return standard }
    if let mistake = TextRule.reason.mistake(in: reason) {
      throw Problem(
        status: .badRequest, detail: "the query is wrong", errors: [.init(place: .query("reason"), detail: mistake)])
    }
    return reason
  }
}
