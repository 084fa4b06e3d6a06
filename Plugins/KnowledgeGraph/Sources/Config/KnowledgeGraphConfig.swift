import ConfigSchema
import ResourceStore

/// A source of type `knowledge_graph`.
package struct KnowledgeGraphConfig: ConfigObject {
  package var store = StoreConfig()
  package var onDelete = DeletePolicy.refuse
  package var maxCascade = 1_000
  package var selfRelationships = RelationshipPolicy.refuse
  package var duplicates = RelationshipPolicy.refuse

  package init() {}

  package static let summary = "Keeps entities and the relationships between them."
  package static var fields: [Field<Self>] {
    [
      Field("store", \.store, "where entities and relationships are kept"),
      Field(
        "on_delete", \.onDelete,
        "when an entity is deleted, unless the request says: `refuse`: not while it has relationships; `cascade`: they go, too"
      ),
      Field(
        "max_cascade", \.maxCascade, .range(1...10_000),
        "relationships that go with one entity, at most: one with more is left as it is"),
      Field(
        "self_relationships", \.selfRelationships, "whether an entity may be related to itself: `refuse` or `allow`"),
      Field(
        "duplicates", \.duplicates,
        "whether there may be several relationships of the same source, target and type: `refuse` or `allow`"),
    ]
  }
}

/// What becomes of the relationships of an entity that is deleted.
package enum DeletePolicy: String, ConfigChoice {
  case refuse
  case cascade
}

/// What becomes of a relationship that not everybody wants.
package enum RelationshipPolicy: String, ConfigChoice {
  case refuse
  case allow
}
