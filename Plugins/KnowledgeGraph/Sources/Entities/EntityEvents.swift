import RouterCore

/// The events of entities. Members stand as in the documented examples; what those have not comes behind.
extension EventDraft {
  static func entityCreated(_ entity: Entity) throws(JSONError) -> EventDraft {
    try EventDraft(type: "entity_created") { writer in
      writer.member("entity_id", entity.id)
      writer.member("type", entity.type)
      writer.member("label", entity.label)
      writer.member("created_by", entity.created.by)
      writer.member("properties", text: entity.properties)
      writer.member(entity.key)
    }
  }

  static func entityUpdated(_ entity: Entity, _ changes: [FieldChange]) throws(JSONError) -> EventDraft {
    try EventDraft(type: "entity_updated") { writer in
      writer.member("entity_id", entity.id)
      writer.member("updated_by", entity.updated.by)
      writer.member("changes", changes)
    }
  }

  static func entityDeleted(_ entity: Entity, by subject: String, reason: String) throws(JSONError) -> EventDraft {
    try EventDraft(type: "entity_deleted") { writer in
      writer.member("entity_id", entity.id)
      writer.member("deleted_by", subject)
      writer.member("reason", reason)
    }
  }

  /// - Parameter members: writes those of the data.
  init(type: String, _ members: (inout JSONWriter) -> Void) throws(JSONError) {
    let data = try JSONDocument { writer in
      writer.beginObject()
      members(&writer)
      writer.endObject()
    }
    self.init(type: type, data: data)
  }
}
