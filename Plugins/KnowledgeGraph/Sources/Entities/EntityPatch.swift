import RouterCore
import RouterResources

/// A merge patch of an entity (RFC 7396).
enum EntityPatch {
  /// - Throws: 422 with everything that is wrong.
  static func apply(_ body: JSONDocument?, to old: Entity) throws -> Entity {
    var (entity, reader) = (old, BodyReader(body))
    if let type = reader.text("type", .name) { entity.type = type }
    if let label = reader.text("label", .label) { entity.label = label }
    entity.key = key(&reader, of: entity)
    entity.properties = try reader.properties(patching: old.properties)
    try reader.finish()
    return entity
  }

  private static func key(_ reader: inout BodyReader, of entity: Entity) -> ExternalKey? {
    let namespace = reader.text("namespace", .name)
    let key = reader.has("external_key") ? reader.text("external_key", .key) : entity.key?.key
    guard let key else {
      if namespace != nil { reader.add("namespace", "is of an external_key, and there is none") }
      return nil
    }
    if reader.has("namespace") { return ExternalKey(namespace: namespace ?? entity.type, key: key) }
    return ExternalKey(namespace: entity.key?.namespace ?? entity.type, key: key)
  }
}
