import RouterCore
import RouterResources

/// What entities look like on the wire.
enum EntityShapes {
  static let collection = ResourceCollection(
    "entity", plural: "entities", path: "/api/v1/entities", parameter: "entity_id", tag: .knowledgeGraph, shape: one)

  static let one = NamedShape(
    "entity", "An entity of the knowledge graph.", .exact(members), examples: [example])

  static let members: [PayloadField] = [
    .required("entity_id", .identifier, "Its id."),
    .required("type", .identifier, "What kind of entity it is."),
    .required("label", .identifier, "Its name for people."),
    .optional("namespace", .identifier, "Where its external key is unique."),
    .optional("external_key", .identifier, "What another system calls it."),
    .required("properties", .map(of: .any), "Its properties."),
    .required("created_by", .string, "Who added it."),
    .required("created_at", .dateTime, "When."),
    .required("updated_by", .string, "Who changed it last."),
    .required("updated_at", .dateTime, "When."),
  ]

  private static let example = """
    {"entity_id":"entity_789","type":"concept","label":"Quantum Computing","namespace":"wikidata","external_key":"Q17995793",\
    "properties":{"category":"technology","importance":"high"},"created_by":"user_123",\
    "created_at":"2024-01-15T10:30:00Z","updated_by":"user_123","updated_at":"2024-01-15T10:30:00Z"}
    """

  /// For POST.
  static let creation = PayloadShape.exact(
    [.optional("entity_id", .identifier, "Its id: \(TextRule.id.summary); made if left out.")] + content + keyMembers)

  /// For PUT by key.
  static let content: [PayloadField] = [
    .required("type", .identifier, "What kind of entity it is: \(TextRule.name.summary)."),
    .required("label", .identifier, "Its name for people: \(TextRule.label.summary)."),
    .optional("properties", .nullable(.map(of: .any)), Properties.summary),
  ]

  private static let keyMembers: [PayloadField] = [
    .optional(
      "external_key", .nullable(.identifier), "What another system calls it: \(TextRule.key.summary)."),
    .optional(
      "namespace", .nullable(.identifier),
      "Where the external key is unique: \(TextRule.name.summary); left out: the entity's type."),
  ]

  /// For PATCH.
  static let patch = PayloadShape.exact(
    [
      .optional("type", .identifier, "What kind of entity it is: \(TextRule.name.summary)."),
      .optional("label", .identifier, "Its name for people: \(TextRule.label.summary)."),
      .optional("properties", .nullable(.map(of: .any)), "Merged with what they are; \(Properties.summary)"),
    ] + keyMembers)

  static let documentedCreation = (
    name: "documented",
    json: """
    {"entity_id":"entity_789","type":"concept","label":"Quantum Computing",\
    "properties":{"category":"technology","importance":"high"}}
    """
  )
  static let keyedCreation = (
    name: "by_external_key",
    json: #"{"type":"concept","label":"Quantum Computing","namespace":"wikidata","external_key":"Q17995793"}"#
  )
}
