import RouterCore
import RouterResources

/// The parameters that narrow the list.
enum InsightQuery {
  static let parameters: [RouteParameter] = [
    .query("type", .identifier, "Of this type."),
    .query("priority", .oneOf(InsightPriority.names), "Of this priority."),
    .query("client_id", .identifier, "About this client."),
    .query("agent_id", .identifier, "About this agent."),
    .query("entity_id", .identifier, "About this entity."),
    .query("rule", .identifier, "Found by this rule."),
    .query("acknowledged", .boolean, "Whether somebody has taken note of it."),
    .query("created_after", .dateTime, "Found at this moment or later."),
    .query("created_before", .dateTime, "Found before this moment."),
    .query(
      "search", .identifier,
      "Part of the type, the description or a recommendation; ASCII letters match in either case."),
  ]

  /// - Parameter query: held against the parameters.
  static func filter(_ query: [String: String]) -> InsightFilter {
    var filter = InsightFilter()
    for column in ["type", "client_id", "agent_id", "entity_id", "rule"] { filter.require(column, is: query[column]) }
    filter.require(priority: query["priority"].flatMap(InsightPriority.init(rawValue:)))
    filter.require(acknowledged: query["acknowledged"].flatMap(Bool.init))
    filter.require(
      createdFrom: query["created_after"].flatMap(Timestamp.init(text:)),
      before: query["created_before"].flatMap(Timestamp.init(text:)))
    filter.require(text: query["search"])
    return filter
  }
}
