import RouterCore
import RouterResources

/// What of an entity's surroundings is wanted.
struct NeighbourhoodQuery: Sendable, Hashable {
  enum Direction: String, Sendable, CaseIterable {
    /// From source to target.
    case out
    /// From target to source.
    case `in`
    case both
  }

  static let depths = 1...4
  static let limits = 1...1_000
  static let standardLimit = 100

  var depth = 1
  var direction = Direction.both
  /// Only relationships of this type are walked.
  var relationshipType: String?
  /// Only entities of this type are visited; the first may be of any.
  var entityType: String?
  /// Only relationships that are at least as strong are walked.
  var minStrength = 0.0
  /// Entities, at most.
  var limit = standardLimit
}

extension NeighbourhoodQuery {
  init(_ request: ResourceRequest) {
    depth = request.integer("depth") ?? 1
    direction = request.query["direction"].flatMap(Direction.init) ?? .both
    (relationshipType, entityType) = (request.query["relationship_type"], request.query["type"])
    minStrength = request.number("min_strength") ?? 0
    limit = request.integer("limit") ?? Self.standardLimit
  }

  static let parameters: [RouteParameter] = [
    .query(
      "depth", .integer(bounds(depths)), "How many relationships away an entity may be; left out: 1."),
    .query("relationship_type", .identifier, "Only relationships of this type are walked."),
    .query("type", .identifier, "Only entities of this type are visited, and walked on from."),
    .query(
      "direction", .oneOf(Direction.allCases.map(\.rawValue)),
      "`out`: from source to target, `in`: from target to source; left out: `both`."),
    RelationshipFilters.minStrength,
    .query(
      "limit", .integer(bounds(limits)), "Entities in the answer, at most; left out: \(standardLimit)."),
  ]

  private static func bounds(_ range: ClosedRange<Int>) -> NumberBounds {
    NumberBounds(minimum: Double(range.lowerBound), maximum: Double(range.upperBound))
  }
}
