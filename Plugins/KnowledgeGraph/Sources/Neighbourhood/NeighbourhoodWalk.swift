import Foundation
import GRDB

/// Finds what is around an entity, the nearest first, with bounded work: it stops at the first thing that is too much, so what has
/// been found is as near as it says.
struct NeighbourhoodWalk {
  /// What one walk may cost, whatever the graph is like.
  struct Budget: Sendable {
    /// Relationships that are looked at, also those that do not fit: entities may have hundreds of thousands.
    var relationships = 20_000
    /// Of properties in the answer.
    var bytes = 4 << 20
  }

  let db: Database
  let query: NeighbourhoodQuery
  private var budget: Budget
  private var found = Neighbourhood()
  /// By their numbers.
  private var visited: Set<Int64> = []
  private var walked: Set<Int64> = []

  init(_ db: Database, _ query: NeighbourhoodQuery, budget: Budget = Budget()) {
    (self.db, self.query, self.budget) = (db, query, budget)
  }

  mutating func run(from start: Entity) throws -> Neighbourhood {
    add(start, distance: 0)
    var frontier = [start.row]
    for distance in 1...max(query.depth, 1) {
      var next: [Int64] = []
      for row in frontier where !found.isTruncated { try expand(row, distance, &next) }
      frontier = next
    }
    return found
  }

  // MARK: One entity

  private mutating func expand(_ row: Int64, _ distance: Int, _ next: inout [Int64]) throws {
    if query.direction != .in { try follow(.out, from: row, distance, &next) }
    if query.direction != .out, !found.isTruncated { try follow(.in, from: row, distance, &next) }
  }

  private mutating func follow(
    _ steps: NeighbourhoodSteps, from row: Int64, _ distance: Int, _ next: inout [Int64]
  ) throws {
    let rows = try steps.rows(db, from: row, type: query.relationshipType)
    while let step = try rows.next() {
      budget.relationships -= 1
      guard budget.relationships >= 0 else { return found.isTruncated = true }
      let relationship: Int64 = step["relationship"]
      let other: Int64 = step["other"]
      guard fits(step), !walked.contains(relationship) else { continue }
      if !visited.contains(other) {
        guard try visit(other, distance) else { return found.isTruncated = true }
        next.append(other)
      }
      guard try walk(relationship) else { return found.isTruncated = true }
    }
  }

  private func fits(_ step: Row) -> Bool {
    // The strength is looked at here and not in SQL, so that what does not fit counts as work.
    guard step["strength"] as Double >= query.minStrength else { return false }
    guard let type = query.entityType else { return true }
    // To the first entity one may always go back.
    return step["other_type"] as String == type || step["other"] as Int64 == found.entities[0].entity.row
  }

  // MARK: What is found

  /// - Returns: false when that were too much.
  private mutating func visit(_ row: Int64, _ distance: Int) throws -> Bool {
    guard found.entities.count < query.limit, let entity = try EntityTable(db: db).find(row: row) else { return false }
    return add(entity, distance: distance)
  }

  @discardableResult
  private mutating func add(_ entity: Entity, distance: Int) -> Bool {
    guard spend(entity.properties) else { return false }
    visited.insert(entity.row)
    found.entities.append((entity, distance))
    return true
  }

  private mutating func walk(_ row: Int64) throws -> Bool {
    guard let relationship = try RelationshipTable(db: db).find(row: row), spend(relationship.properties) else {
      return false
    }
    walked.insert(row)
    found.relationships.append(relationship)
    return true
  }

  private mutating func spend(_ properties: [UInt8]) -> Bool {
    budget.bytes -= properties.count
    return budget.bytes >= 0
  }
}
