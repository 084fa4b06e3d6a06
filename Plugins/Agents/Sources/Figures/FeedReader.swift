import GRDB
import ResourceStore
import RouterCore

/// Follows the log: what agents say of themselves and of their inferences, whichever way it came. The place up to which it has
/// read is stored with what it made of the events, so that each counts once.
struct FeedReader: Sendable {
  /// So many events that are none of its business are read again after a restart, at most.
  private static let stride: UInt64 = 4096

  let registry: Registry
  let feed: EventFeed
  /// Of the registry's own source.
  let name: String

  /// Until cancelled.
  func run() async throws {
    var place = try await start()
    var stored = place
    while true {
      let entries = try await feed.entries(after: place)
      guard let last = entries.last else { continue }
      place = last.number
      let sightings = entries.compactMap { InferenceSighting($0, source: name) }
      guard !sightings.isEmpty || place.value - stored.value >= Self.stride else { continue }
      try await registry.take(sightings, upTo: Place(epoch: feed.epoch, number: place))
      stored = place
    }
  }

  /// Where to begin. A new registry wants to know nothing of the past.
  private func start() async throws -> EventNumber {
    let (epoch, head) = (feed.epoch, feed.head)
    return try await registry.store.write { transaction in
      let db = transaction.database
      guard let row = try Row.fetchOne(db, sql: "SELECT epoch, number FROM place") else {
        try Place(epoch: epoch, number: head).store(db)
        return head
      }
      if row["epoch"] as String == epoch { return EventNumber(UInt64(clamping: row["number"] as Int64)) }
      // What this registry has told an earlier log does not come here.
      try db.execute(sql: "UPDATE agent SET unseen = 0")
      try Place(epoch: epoch, number: .zero).store(db)
      return .zero
    }
  }
}

extension Registry {
  /// Up to where the log has been taken in, as far as that is stored.
  func place() async throws -> EventNumber {
    let number = try await store.read { db in try Int64.fetchOne(db, sql: "SELECT number FROM place") }
    return EventNumber(UInt64(clamping: number ?? 0))
  }
}

/// A place in a log.
struct Place: Sendable {
  let epoch: String
  let number: EventNumber

  func store(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM place")
    try db.execute(
      sql: "INSERT INTO place VALUES (?, ?)", arguments: [epoch, Int64(clamping: number.value)])
  }
}
