import Foundation
import GRDB
import RouterCore

/// What rules remember, and how far the log has been read.
struct RuleTable {
  /// A place in a log.
  struct Place: Sendable, Equatable {
    let epoch: String
    let number: EventNumber
  }

  let db: Database

  init(_ db: Database) { self.db = db }

  // MARK: Reading

  func place() throws -> Place? {
    let row = try Row.fetchOne(db, sql: "SELECT epoch, number FROM reading")
    return row.map { Place(epoch: $0["epoch"], number: EventNumber(UInt64(clamping: $0["number"] as Int64))) }
  }

  /// Nil for a rule that is new, groups by other fields than before, or counts other events.
  func since(_ rule: Rule) throws -> EventNumber? {
    let number = try Int64.fetchOne(
      db, sql: "SELECT since FROM rule WHERE name = ? AND grouping = ?", arguments: [rule.name, rule.identity])
    return number.map { EventNumber(UInt64(clamping: $0)) }
  }

  func groups(_ rule: Rule) throws -> [String: GroupState] {
    let rows = try Row.fetchAll(db, sql: "SELECT * FROM rule_group WHERE rule = ?", arguments: [rule.name])
    let pairs = rows.map { row in
      let state = GroupState(
        times: Self.times(row["times"]),
        quietUntil: (row["quiet_until"] as Int64?).map(Timestamp.init(microseconds:)), stamp: row["stamp"])
      return (String(decoding: row["key"] as Data, as: UTF8.self), state)
    }
    return Dictionary(pairs) { first, _ in first }
  }

  // MARK: Writing

  func store(_ place: Place) throws {
    try db.cachedStatement(sql: "DELETE FROM reading").execute()
    try db.cachedStatement(sql: "INSERT INTO reading VALUES (?, ?)").execute(
      arguments: [place.epoch, Int64(place.number.value)])
  }

  /// Begins a rule anew.
  func begin(_ rule: Rule, since number: EventNumber) throws {
    try db.execute(sql: "DELETE FROM rule_group WHERE rule = ?", arguments: [rule.name])
    try db.execute(
      sql: "INSERT OR REPLACE INTO rule VALUES (?, ?, ?)",
      arguments: [rule.name, rule.identity, Int64(number.value)])
  }

  /// The log is another one: numbers begin again, and rules see all of it.
  func forgetNumbers() throws { try db.execute(sql: "UPDATE rule SET since = 0") }

  /// What other rules remember goes.
  func keepOnly(_ rules: [Rule]) throws {
    let known = try String.fetchAll(db, sql: "SELECT name FROM rule")
    for name in Set(known).subtracting(rules.map(\.name)) {
      try db.execute(sql: "DELETE FROM rule_group WHERE rule = ?", arguments: [name])
      try db.execute(sql: "DELETE FROM rule WHERE name = ?", arguments: [name])
    }
  }

  func store(_ change: RuleChange) throws {
    let key = Data(change.group.utf8)
    guard let state = change.state else {
      return try db.cachedStatement(sql: "DELETE FROM rule_group WHERE rule = ? AND key = ?").execute(
        arguments: [change.rule, key])
    }
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO rule_group VALUES (?, ?, ?, ?, ?)").execute(
      arguments: [change.rule, key, state.stamp, Self.bytes(state.times), state.quietUntil?.microseconds])
  }

  /// Eight bytes each, the lowest first.
  private static func bytes(_ times: [Timestamp]) -> Data {
    times.reduce(into: Data(capacity: times.count * 8)) { bytes, time in
      withUnsafeBytes(of: time.microseconds.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  private static func times(_ bytes: Data) -> [Timestamp] {
    let bytes = Array(bytes)
    return stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map { start in
      let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
      return Timestamp(microseconds: Int64(bitPattern: bits))
    }
  }
}
