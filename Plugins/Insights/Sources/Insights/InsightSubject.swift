/// Whom or what an insight is about; each may be left out.
struct InsightSubject: Sendable, Equatable {
  var client: String?
  var agent: String?
  var entity: String?

  /// With the names that they have in resources.
  var members: [(name: String, id: String?)] { [("client_id", client), ("agent_id", agent), ("entity_id", entity)] }
}
