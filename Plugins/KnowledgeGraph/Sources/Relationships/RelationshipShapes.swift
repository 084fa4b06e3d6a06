import RouterCore
import RouterResources

/// What relationships look like on the wire.
enum RelationshipShapes {
  static let collection = ResourceCollection(
    "relationship", path: "/api/v1/relationships", parameter: "relationship_id", tag: .knowledgeGraph, shape: one)

  static let one = NamedShape(
    "relationship", "A relationship between two entities of the knowledge graph.",
    .exact([
      .required("relationship_id", .identifier, "Its id."),
      .required("source_id", .identifier, "The entity it starts from."),
      .required("target_id", .identifier, "The entity it leads to."),
      .required("relationship_type", .identifier, "What kind of relationship it is."),
      .required("strength", .number(.fraction), "How strong it is."),
      .required("properties", .map(of: .any), "Its properties."),
      .required("created_by", .string, "Who connected them."),
      .required("created_at", .dateTime, "When."),
      .required("updated_by", .string, "Who changed it last."),
      .required("updated_at", .dateTime, "When."),
    ]), examples: [example])

  private static let example = """
    {"relationship_id":"rel_456","source_id":"entity_123","target_id":"entity_789","relationship_type":"related_to",\
    "strength":0.85,"properties":{},"created_by":"user_123","created_at":"2024-01-15T10:30:00Z",\
    "updated_by":"user_123","updated_at":"2024-01-15T10:30:00Z"}
    """

  private static let strength = PayloadField.optional(
    "strength", .number(.fraction), "How strong it is, kept as it is written; in POST 1 if left out.")

  /// For POST.
  static let creation = PayloadShape.exact([
    .optional("relationship_id", .identifier, "Its id: \(TextRule.id.summary); made if left out."),
    .required("source_id", .identifier, "The entity it starts from."),
    .required("target_id", .identifier, "The entity it leads to."),
    .required("relationship_type", .identifier, "What kind of relationship it is: \(TextRule.name.summary)."),
    strength,
    .optional("properties", .nullable(.map(of: .any)), Properties.summary),
  ])

  /// For PATCH: the ends stay.
  static let patch = PayloadShape.exact([
    .optional("relationship_type", .identifier, "What kind of relationship it is: \(TextRule.name.summary)."),
    strength,
    .optional("properties", .nullable(.map(of: .any)), "Merged with what they are; \(Properties.summary)"),
  ])

  static let documentedCreation = (
    name: "documented",
    json: """
    {"relationship_id":"rel_456","source_id":"entity_123","target_id":"entity_789","relationship_type":"related_to",\
    "strength":0.85}
    """
  )
}
