import RouterCore
import RouterResources

/// What a client says of a new relationship.
struct RelationshipContent: Sendable {
  /// Nil: the client does not care.
  let id: String?
  let source: String
  let target: String
  let type: String
  let strength: Strength
  let properties: [UInt8]

  /// - Throws: 422 with everything that is wrong.
  init(_ request: ResourceRequest) throws {
    var reader = BodyReader(request.body)
    id = reader.text("relationship_id", .id)
    source = reader.text("source_id", .id) ?? ""
    target = reader.text("target_id", .id) ?? ""
    type = reader.text("relationship_type", .name) ?? ""
    strength = reader.strength() ?? .full
    properties = reader.properties() ?? Properties.empty
    try reader.finish()
  }
}
