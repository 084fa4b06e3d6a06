import RouterCore

/// What has been found around an entity.
struct Neighbourhood: Sendable {
  /// In the order of their distance, the entity itself first.
  var entities: [(entity: Entity, distance: Int)] = []
  /// Those that were walked; both ends are among the entities.
  var relationships: [Relationship] = []
  /// Whether there is more than the limits let through.
  var isTruncated = false

  var json: [UInt8] {
    var writer = JSONWriter(capacity: 512 * (entities.count + relationships.count))
    writer.beginObject()
    writer.key("entities")
    writer.beginArray()
    for (entity, distance) in entities {
      writer.beginObject()
      entity.writeMembers(to: &writer)
      writer.member("distance", distance)
      writer.endObject()
    }
    writer.endArray()
    writer.key("relationships")
    writer.beginArray()
    for relationship in relationships { writer.value(uncheckedText: relationship.json) }
    writer.endArray()
    writer.member("truncated", isTruncated)
    writer.endObject()
    return writer.finish()
  }

  static let shape = PayloadShape.exact([
    .required(
      "entities",
      .array(
        of: .exact(
          EntityShapes.members + [.required("distance", .integer(.notNegative), "Relationships on the shortest way.")])),
      "The entity itself, then others in the order of their distance."),
    .required(
      "relationships", .array(of: .named(RelationshipShapes.one)),
      "Those that were walked; both ends are among the entities."),
    .required(
      "truncated", .boolean, "Whether there is more: within limits, distances are right, but not all is there."),
  ])
}
