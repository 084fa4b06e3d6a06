import Foundation
import GRDB
import RouterCore
import RouterResources

/// A node of the graph.
struct Entity: Sendable {
  let row: Int64
  let id: String
  var type: String
  var label: String
  var key: ExternalKey?
  /// A JSON object.
  var properties: [UInt8]
  let created: ChangeStamp
  var updated: ChangeStamp
  var revision: Int64

  var tag: EntityTag { EntityTag(revision: revision) }
  var location: String { EntityShapes.collection.location(of: id) }

  var json: [UInt8] {
    var writer = JSONWriter(capacity: 512 + properties.count)
    writer.beginObject()
    writeMembers(to: &writer)
    writer.endObject()
    return writer.finish()
  }

  func writeMembers(to writer: inout JSONWriter) {
    writer.member("entity_id", id)
    writer.member("type", type)
    writer.member("label", label)
    writer.member(key)
    writer.member("properties", text: properties)
    writer.member("created", created)
    writer.member("updated", updated)
  }

  /// What is not as it was.
  func changes(since old: Entity) -> [FieldChange] {
    let changes: [FieldChange?] = [
      .text("type", old.type, type), .text("label", old.label, label),
      .text("namespace", old.key?.namespace, key?.namespace), .text("external_key", old.key?.key, key?.key),
      .properties(old.properties, properties),
    ]
    return changes.compactMap { $0 }
  }
}

/// What another system calls an entity: unique within a namespace.
struct ExternalKey: Sendable, Hashable {
  var namespace: String
  var key: String
}

extension JSONWriter {
  mutating func member(_ key: ExternalKey?) {
    guard let key else { return }
    member("namespace", key.namespace)
    member("external_key", key.key)
  }
}

extension Entity {
  init(_ row: Row) {
    self.row = row["row"]
    (id, type, label) = (row["id"], row["type"], row["label"])
    if let namespace = row["namespace"] as String?, let text = row["external_key"] as String? {
      key = ExternalKey(namespace: namespace, key: text)
    } else {
      key = nil
    }
    properties = Array(row["properties"] as Data)
    (created, updated) = (ChangeStamp(row, "created"), ChangeStamp(row, "updated"))
    revision = row["revision"]
  }
}
