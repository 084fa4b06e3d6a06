/// Changes of the knowledge graph (v1 API, "Knowledge Graph Events").
extension EventType {
  static let knowledgeGraphEvents = [
    entityCreated, entityUpdated, entityDeleted, relationshipCreated, relationshipUpdated, relationshipDeleted,
  ]

  private static let entityCreated = EventType(
    "entity_created", "An entity was added.", in: .knowledgeGraph,
    schema: [
      .required("entity_id", .identifier, "The new entity."),
      .optional("type", .identifier, "What kind of entity it is."),
      .optional("label", .string, "Its name for people."),
      .optional("created_by", .identifier, "Who added it."),
      .optional("properties", .map(of: .any), "Its properties."),
    ],
    example: """
      {
          "entity_id": "entity_789",
          "type": "concept",
          "label": "Quantum Computing",
          "created_by": "user_123",
          "properties": {
            "category": "technology",
            "importance": "high"
          }
        }
      """)

  private static let entityUpdated = EventType(
    "entity_updated", "An entity changed.", in: .knowledgeGraph,
    schema: [
      .required("entity_id", .identifier, "The entity that changed."),
      .optional("updated_by", .identifier, "Who changed it."),
      .optional("changes", .map(of: .any), "The new value of each field that changed."),
    ],
    example: """
      {
          "entity_id": "entity_789",
          "updated_by": "user_123",
          "changes": {
            "label": "Quantum Information"
          }
        }
      """)

  private static let entityDeleted = EventType(
    "entity_deleted", "An entity was deleted.", in: .knowledgeGraph,
    schema: [
      .required("entity_id", .identifier, "The entity that was deleted."),
      .optional("deleted_by", .identifier, "Who deleted it."),
      .optional("reason", .string, "Why it was deleted."),
    ],
    example: """
      {
          "entity_id": "entity_789",
          "deleted_by": "user_123",
          "reason": "user_request"
        }
      """)

  private static let relationshipCreated = EventType(
    "relationship_created", "Two entities were connected.", in: .knowledgeGraph,
    schema: [
      .required("relationship_id", .identifier, "The new relationship."),
      .required("source_id", .identifier, "The entity it starts from."),
      .required("target_id", .identifier, "The entity it leads to."),
      .optional("relationship_type", .identifier, "What kind of relationship it is."),
      .optional("strength", .number, "How strong it is."),
      .optional("created_by", .identifier, "Who connected them."),
    ],
    example: """
      {
          "relationship_id": "rel_456",
          "source_id": "entity_123",
          "target_id": "entity_789",
          "relationship_type": "related_to",
          "strength": 0.85,
          "created_by": "user_123"
        }
      """)

  private static let relationshipUpdated = EventType(
    "relationship_updated", "A relationship changed.", in: .knowledgeGraph,
    schema: [
      .required("relationship_id", .identifier, "The relationship that changed."),
      .optional("updated_by", .identifier, "Who changed it."),
      .optional("changes", .map(of: .any), "The new value of each field that changed."),
    ],
    example: """
      {
          "relationship_id": "rel_456",
          "updated_by": "user_123",
          "changes": {
            "strength": 0.9
          }
        }
      """)

  private static let relationshipDeleted = EventType(
    "relationship_deleted", "A relationship was deleted.", in: .knowledgeGraph,
    schema: [
      .required("relationship_id", .identifier, "The relationship that was deleted."),
      .optional("deleted_by", .identifier, "Who deleted it."),
      .optional("reason", .string, "Why it was deleted."),
    ],
    example: """
      {
          "relationship_id": "rel_456",
          "deleted_by": "user_123",
          "reason": "user_request"
        }
      """)
}
