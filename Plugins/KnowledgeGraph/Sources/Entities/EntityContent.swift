import RouterCore
import RouterResources

/// What a client says of a whole entity: in POST, or in PUT by key.
struct EntityContent: Sendable {
  /// Nil: the client does not care.
  let id: String?
  let type: String
  let label: String
  let key: ExternalKey?
  let properties: [UInt8]

  /// Of the path of PUT.
  /// - Throws: 422 with everything that is wrong.
  init(_ request: ResourceRequest, key given: ExternalKey? = nil) throws {
    var reader = BodyReader(request.body)
    id = reader.text("entity_id", .id)
    if let id, EntityID.isReserved(id) { reader.add("entity_id", "is part of a path of the API: choose another") }
    type = reader.text("type", .name) ?? ""
    label = reader.text("label", .label) ?? ""
    properties = reader.properties() ?? Properties.empty
    let external = reader.text("external_key", .key)
    let namespace = reader.text("namespace", .name)
    if external == nil, namespace != nil { reader.add("namespace", "is of an external_key, and there is none") }
    // Without a namespace the key is unique among entities of the type.
    key = given ?? external.map { [type] in ExternalKey(namespace: namespace ?? type, key: $0) }
    try reader.finish()
  }

  /// The entity, had it been so from now on.
  func replacing(_ old: Entity) -> Entity {
    var entity = old
    (entity.type, entity.label, entity.key, entity.properties) = (type, label, key, properties)
    return entity
  }
}

enum EntityID {
  static let prefix = "entity_"

  /// Segments of other routes' paths.
  static func isReserved(_ id: String) -> Bool { id == "by-key" }
}
