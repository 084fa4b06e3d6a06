import RouterCore
import RouterResources

/// What relationships of a list must be.
enum RelationshipFilters {
  static let minStrength = RouteParameter.query(
    "min_strength", .number(.fraction), "Relationships that are at least as strong, from 0 to 1.")

  static let parameters: [RouteParameter] = [
    .query("source_id", .identifier, "Relationships that start from this entity."),
    .query("target_id", .identifier, "Relationships that lead to this entity."),
    .query("relationship_type", .identifier, "Relationships of this type."),
    minStrength,
    .query("max_strength", .number(.fraction), "Relationships that are at most as strong, from 0 to 1."),
  ]

  static func conditions(_ request: ResourceRequest) -> RowConditions {
    var conditions = RowConditions()
    if let id = request.query["source_id"] {
      conditions.add("relationship.source = (SELECT row FROM entity WHERE id = ?)", id)
    }
    if let id = request.query["target_id"] {
      conditions.add("relationship.target = (SELECT row FROM entity WHERE id = ?)", id)
    }
    if let type = request.query["relationship_type"] { conditions.add("relationship.type = ?", type) }
    if let least = request.number("min_strength") { conditions.add("relationship.strength >= ?", least) }
    if let most = request.number("max_strength") { conditions.add("relationship.strength <= ?", most) }
    return conditions
  }
}
