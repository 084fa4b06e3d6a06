import RouterCore
import RouterResources

/// A merge patch of a relationship (RFC 7396).
enum RelationshipPatch {
  /// - Throws: 422 with everything that is wrong.
  static func apply(_ body: JSONDocument?, to old: Relationship) throws -> Relationship {
    var (relationship, reader) = (old, BodyReader(body))
    if let type = reader.text("relationship_type", .name) { relationship.type = type }
    if let strength = reader.strength(), strength != old.strength { relationship.strength = strength }
    relationship.properties = try reader.properties(patching: old.properties)
    try reader.finish()
    return relationship
  }
}
