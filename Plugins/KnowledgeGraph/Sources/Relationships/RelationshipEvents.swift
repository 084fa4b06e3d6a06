import RouterCore

/// The events of relationships. Members stand as in the documented examples; what those have not comes behind.
extension EventDraft {
  static func relationshipCreated(_ relationship: Relationship) throws(JSONError) -> EventDraft {
    try EventDraft(type: "relationship_created") { writer in
      writer.member("relationship_id", relationship.id)
      writer.member("source_id", relationship.source.id)
      writer.member("target_id", relationship.target.id)
      writer.member("relationship_type", relationship.type)
      writer.member("strength", text: relationship.strength.text)
      writer.member("created_by", relationship.created.by)
      if relationship.properties != Properties.empty { writer.member("properties", text: relationship.properties) }
    }
  }

  static func relationshipUpdated(
    _ relationship: Relationship, _ changes: [FieldChange]
  ) throws(JSONError) -> EventDraft {
    try EventDraft(type: "relationship_updated") { writer in
      writer.member("relationship_id", relationship.id)
      writer.member("updated_by", relationship.updated.by)
      writer.member("changes", changes)
    }
  }

  static func relationshipDeleted(
    _ relationship: Relationship, by subject: String, reason: String
  ) throws(JSONError) -> EventDraft {
    try EventDraft(type: "relationship_deleted") { writer in
      writer.member("relationship_id", relationship.id)
      writer.member("deleted_by", subject)
      writer.member("reason", reason)
    }
  }
}
