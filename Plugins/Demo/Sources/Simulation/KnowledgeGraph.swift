import RouterCore

/// Entities and relationships between them. Only the newest entities are remembered.
struct KnowledgeGraph: Sendable {
  private static let remembered = 200
  private static let types = ["concept", "person", "organization", "document"]
  private static let labels = ["Quantum Computing", "Supply Chain", "Active Inference", "Market Report", "Field Study"]
  private static let relationshipTypes = ["related_to", "part_of", "derived_from", "contradicts"]

  private var entities: [String] = []
  private var entityCount = 0
  private var relationshipCount = 0

  mutating func next(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    guard entities.count >= 2, !random.oneIn(3) else { return try createEntity(&random) }
    return random.oneIn(5) ? try updateEntity(&random) : try relate(&random)
  }

  private mutating func createEntity(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    entityCount += 1
    let id = "entity_\(entityCount)"
    if entities.count == Self.remembered { entities.removeFirst() }
    entities.append(id)
    let (type, label, user) = (random.pick(Self.types), random.pick(Self.labels), random.user())
    let importance = random.pick(["low", "medium", "high"])
    return try .event("entity_created") { writer in
      writer.member("entity_id", id)
      writer.member("type", type)
      writer.member("label", label)
      writer.member("created_by", user)
      writer.object("properties") {
        $0.member("category", "demo")
        $0.member("importance", importance)
      }
    }
  }

  private func updateEntity(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    let (id, user, importance) = (random.pick(entities), random.user(), random.pick(["low", "medium", "high"]))
    return try .event("entity_updated") { writer in
      writer.member("entity_id", id)
      writer.member("updated_by", user)
      writer.object("changes") { $0.member("importance", importance) }
    }
  }

  private mutating func relate(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    relationshipCount += 1
    let id = "rel_\(relationshipCount)"
    let source = random.pick(entities)
    let target = random.pick(entities.filter { $0 != source })
    let (type, user) = (random.pick(Self.relationshipTypes), random.user())
    let strength = random.number(in: 0.1...1).rounded(decimals: 2)
    return try .event("relationship_created") { writer in
      writer.member("relationship_id", id)
      writer.member("source_id", source)
      writer.member("target_id", target)
      writer.member("relationship_type", type)
      writer.member("strength", strength)
      writer.member("created_by", user)
    }
  }
}
