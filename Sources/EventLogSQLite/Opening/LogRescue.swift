import Foundation
import GRDB
import Logging
import RouterCore

/// Replaces a damaged log by a new one with everything of it that is whole. The damaged file stays, under another name.
struct LogRescue {
  /// Stands for the boot of the machine in a log that was saved.
  static let boot = "salvaged"

  /// When nothing says how far numbers were given, they go on this far behind the newest that was found.
  private static let unknownNumbers: UInt64 = 1_000_000

  let path: String
  let time: any TimeSource
  let logger: Logger

  func run() throws {
    let fresh = path + ".salvaged"
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: fresh + suffix) }
    let report = try makeNew(at: fresh)
    let kept = "\(path).damaged-\(time.now().microseconds / 1_000_000)"
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
      try? FileManager.default.removeItem(atPath: kept + suffix)
      try FileManager.default.moveItem(atPath: path + suffix, toPath: kept + suffix)
    }
    try? FileManager.default.removeItem(atPath: path + "-shm")
    try FileManager.default.moveItem(atPath: fresh, toPath: path)
    say(report, kept)
  }

  private func say(_ report: SalvageReport, _ kept: String) {
    logger.error(
      "a damaged log was replaced by what is whole in it",
      metadata: [
        "events": "\(report.entries)", "decisions": "\(report.decisions)", "dead_letters": "\(report.deadLetters)",
        "cursors": "\(report.cursors)", "missing": "\(report.missingCount)",
        "first_missing": "\(report.missing.first.map { "msg_\($0.lowerBound)" } ?? "none")",
        "newest": "\(report.head.map { "msg_\($0)" } ?? "none")", "damaged_file": "\(kept)",
      ])
  }

  private func makeNew(at fresh: String) throws -> SalvageReport {
    let queue = try DatabaseQueue(path: fresh, configuration: LogOpening.writingConfiguration(.commit))
    try queue.write { try Schema.create(in: $0) }
    let report = try Salvage.run(damaged: path, into: queue)
    let old = try? DatabaseQueue(path: path, configuration: Self.damagedConfiguration)
    try queue.write { database in
      let head = UInt64(clamping: report.head ?? 0)
      let reserved = old.flatMap { Self.meta(.reserved, of: $0) }.flatMap { UInt64($0) }
      let epoch = old.flatMap { Self.meta(.epoch, of: $0) }
      // Without a word about numbers an old one might be given again: clients must not take it for theirs.
      let isKnown = reserved != nil && epoch != nil
      try Schema.begin(
        in: database, epoch: isKnown ? epoch ?? "" : Schema.newEpoch(),
        reserved: min(isKnown ? max(head, reserved ?? 0) : head + Self.unknownNumbers, EventNumber.limit.value))
      try Schema.setMeta(.boot, Self.boot, in: database)
      if let old { for table in Self.plainTables { Self.copy(table, from: old, to: database) } }
      try noteMissing(report, database)
    }
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try queue.close()
    return report
  }

  /// Tables without checksums: as far as SQLite can still read them.
  private static let plainTables = ["note", "source_position", "idempotency", "replay_request", "lost"]

  private static func copy(_ table: String, from old: DatabaseQueue, to database: Database) {
    try? old.read { source in
      let rows = try Row.fetchCursor(source, sql: "SELECT * FROM \(table)")
      while let row = try rows.next() {
        let places = row.map { _ in "?" }.joined(separator: ", ")
        try? database.execute(
          sql: "INSERT OR IGNORE INTO \(table) VALUES (\(places))", arguments: StatementArguments(row.databaseValues))
      }
    }
  }

  private static func meta(_ key: MetaKey, of old: DatabaseQueue) -> String? {
    try? old.read { try Schema.meta(key, in: $0) }
  }

  /// Numbers that were known not to exist are no loss.
  private func noteMissing(_ report: SalvageReport, _ database: Database) throws {
    for range in report.missing {
      let isKnown = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM lost WHERE first <= ? AND last >= ?)",
        arguments: [range.lowerBound, range.upperBound])
      if isKnown == true { continue }
      try database.execute(
        sql: "INSERT INTO lost (first, last, at, reason) VALUES (?, ?, ?, 'damaged')",
        arguments: [range.lowerBound, range.upperBound, time.now().microseconds])
    }
  }

  private static var damagedConfiguration: Configuration {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "damaged-log"
    return configuration
  }
}
