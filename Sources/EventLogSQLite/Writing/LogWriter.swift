import GRDB
import RouterCore

/// Writes batches, a transaction each. Used inside the writing connection's queue only.
final class LogWriter {
  private let database: Database
  private let insertEntry: RawStatement
  private let insertDecision: RawStatement
  private let insertForm: RawStatement
  private let insertKey: RawStatement
  private let trimmer: LogTrimmer
  /// Numbers of configs by the identity of what they name, and those names, so that no identity is used twice.
  private var configs: [ObjectIdentifier: (names: GraphNames, id: Int64)] = [:]
  /// Of the file, before the present batch.
  private(set) var extent: LogExtent

  private let keyBound: Int

  /// - Parameter keyBound: keys of events that are kept.
  init(_ database: Database, extent: LogExtent, keyBound: Int) throws {
    self.database = database
    self.keyBound = keyBound
    self.extent = extent
    insertEntry = try RawStatement(EntryRow.insert, database)
    insertDecision = try RawStatement(DecisionRow.insert, database)
    insertForm = try RawStatement(DecisionRow.insertForm, database)
    insertKey = try RawStatement("INSERT INTO idempotency (key, number, at) VALUES (?, ?, ?)", database)
    trimmer = try LogTrimmer(database)
  }

  /// Writes all of it or nothing.
  /// - Returns: whether retention has more to remove.
  func commit(_ batch: LogBatch) throws -> Bool {
    var next = extent
    var isTrimming = false
    guard !batch.isEmpty || trimmer.isNeeded(next, batch.trim) else { return false }
    try database.inTransaction(.immediate) {
      try write(batch, &next)
      isTrimming = try trimmer.trim(&next, batch.trim)
      return .commit
    }
    extent = next
    return isTrimming
  }

  private func write(_ batch: LogBatch, _ extent: inout LogExtent) throws {
    if let reservation = batch.reservation { try setMeta(.reserved, "\(reservation.value)") }
    for entry in batch.entries {
      extent.add(entry.number, at: entry.loggedAt, size: try EntryRow.insert(entry, insertEntry))
    }
    for key in batch.keys {
      insertKey.bind(key.key)
      insertKey.bind(Int64(key.number.value))
      insertKey.bind(key.at.microseconds)
      try insertKey.run()
    }
    if !batch.keys.isEmpty { try trimmer.trimKeys(keeping: keyBound) }
    for decisions in batch.decisions {
      try DecisionRow.insert(decisions, config: try config(of: decisions.batch.names), insertDecision)
      try DecisionRow.insertForms(decisions, insertForm)
    }
    for change in batch.deadLetters { try write(change) }
    for (sink, cursor) in batch.cursors { try write(cursor, of: sink) }
    for (source, position) in batch.sourcePositions {
      let insert = try RawStatement("INSERT OR REPLACE INTO source_position (source, position) VALUES (?, ?)", database)
      insert.bind(source)
      insert.bind(position)
      try insert.run()
    }
    for note in batch.notes { try write(note) }
    for range in batch.lost { try addLoss(range, reason: "unwritable", at: batch.trim.now) }
  }

  private func config(of names: GraphNames) throws -> Int64 {
    if let known = configs[ObjectIdentifier(names)] { return known.id }
    let id = try ConfigRow.id(of: names, in: database)
    configs[ObjectIdentifier(names)] = (names, id)
    return id
  }

  private func write(_ change: LogBatch.DeadLetterChange) throws {
    switch change {
    case .add(let letter): try DeadLetterRow.add(letter, in: database)
    case .remove(let id): try DeadLetterRow.remove(id, in: database)
    case .update(let id, let reason, let attempts):
      try DeadLetterRow.update(id, reason: reason, attempts: attempts, in: database)
    }
  }

  private func write(_ cursor: SinkCursor, of sink: String) throws {
    let (position, number) = (Int64(cursor.position.value), Int64(cursor.number.value))
    var checksum = Checksum(table: "cursor")
    checksum.add(sink)
    checksum.add(position)
    checksum.add(number)
    try database.cachedStatement(sql: "INSERT OR REPLACE INTO cursor (sink, position, number, crc) VALUES (?, ?, ?, ?)")
      .execute(arguments: [sink, position, number, Int64(checksum.value)])
  }

  private func write(_ note: LogBatch.Note) throws {
    guard let value = note.value else {
      return try database.cachedStatement(sql: "DELETE FROM note WHERE kind = ? AND key = ?")
        .execute(arguments: [note.kind, note.key])
    }
    let statement = try RawStatement("INSERT OR REPLACE INTO note (kind, key, value) VALUES (?, ?, ?)", database)
    statement.bind(note.kind)
    statement.bind(note.key)
    statement.bind(blob: value)
    try statement.run()
  }

  // MARK: Facts about the file

  func setMeta(_ key: MetaKey, _ value: String) throws { try Schema.setMeta(key, value, in: database) }

  func addLoss(_ range: ClosedRange<EventNumber>, reason: String, at now: Timestamp) throws {
    try database.execute(
      sql: "INSERT INTO lost (first, last, at, reason) VALUES (?, ?, ?, ?)",
      arguments: [
        Int64(range.lowerBound.value), Int64(range.upperBound.value), now.microseconds, reason,
      ])
  }
}
