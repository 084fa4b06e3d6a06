import Foundation
import GRDB
import RouterCore
import RouterResources

/// An edge of the graph: from one entity to another.
struct Relationship: Sendable {
  let row: Int64
  let id: String
  let source: End
  let target: End
  var type: String
  var strength: Strength
  /// A JSON object.
  var properties: [UInt8]
  let created: ChangeStamp
  var updated: ChangeStamp
  var revision: Int64

  struct End: Sendable, Hashable {
    /// The entity's number in its table.
    let row: Int64
    let id: String
  }

  var tag: EntityTag { EntityTag(revision: revision) }
  var location: String { RelationshipShapes.collection.location(of: id) }

  var json: [UInt8] {
    var writer = JSONWriter(capacity: 512 + properties.count)
    writer.beginObject()
    writer.member("relationship_id", id)
    writer.member("source_id", source.id)
    writer.member("target_id", target.id)
    writer.member("relationship_type", type)
    writer.member("strength", text: strength.text)
    writer.member("properties", text: properties)
    writer.member("created", created)
    writer.member("updated", updated)
    writer.endObject()
    return writer.finish()
  }

  /// What is not as it was.
  func changes(since old: Relationship) -> [FieldChange] {
    let changes: [FieldChange?] = [
      .text("relationship_type", old.type, type),
      strength == old.strength ? nil : FieldChange(name: "strength", value: strength.text),
      .properties(old.properties, properties),
    ]
    return changes.compactMap { $0 }
  }
}

extension Relationship {
  /// - Parameter row: of `RelationshipTable.select`.
  init(_ row: Row) {
    self.row = row["row"]
    id = row["id"]
    source = End(row: row["source"], id: row["source_id"])
    target = End(row: row["target"], id: row["target_id"])
    type = row["type"]
    strength = Strength(value: row["strength"], text: Array((row["strength_text"] as String).utf8))
    properties = Array(row["properties"] as Data)
    (created, updated) = (ChangeStamp(row, "created"), ChangeStamp(row, "updated"))
    revision = row["revision"]
  }
}
