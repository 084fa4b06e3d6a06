import GRDB
import RouterCore

extension LogArchive {
  /// Checks the file's structure, every row's checksum, and whether rows fit each other. Reads everything twice.
  package func check() -> LogCheck {
    var checking = Checking()
    // Beside a router that writes a frame may be seen half written.
    if LogHolder.process(of: queue.path) == nil, let torn = LogCheck.ofTorn(queue.path) { checking.check = torn }
    do {
      try read { database, reader in
        try checking.checkStructure(database)
        try checking.checkRows(database)
        try checking.checkConsistency(database)
      }
    } catch {
      checking.check.add(.structure, "\(error)")
    }
    return checking.check
  }
}

extension LogCheck {
  /// Nil if the write-ahead log is whole.
  static func ofTorn(_ path: String) -> LogCheck? {
    guard Salvage.hasTornWriteAheadLog(path) else { return nil }
    var check = LogCheck()
    check.add(
      .structure, "the write-ahead log has a damaged frame; what follows it is not read until the router saves it")
    return check
  }

  /// Of a file that cannot be opened as a database: how many rows could be saved out of it.
  package static func ofDamaged(_ path: String) throws(UnreadableFile) -> LogCheck {
    var check = LogCheck()
    check.add(.structure, "the file cannot be read as a database")
    check.whole = try Salvage.survey(path)
    return check
  }
}

/// One check under way.
private struct Checking {
  var check = LogCheck()
  /// Entries that are there, and those that are known to be gone.
  private var entries = RangeSet<Int64>()
  private var known = RangeSet<Int64>()
  private var configs: Set<Int64> = []
  private var journalEnd: Int64 = 0

  mutating func checkStructure(_ database: Database) throws {
    // As many lines as anybody reads.
    for line in try String.fetchAll(database, sql: "PRAGMA integrity_check(100)") where line != "ok" {
      check.add(.structure, line)
    }
  }

  // MARK: Rows

  mutating func checkRows(_ database: Database) throws {
    for table in SalvagedTable.allCases {
      do {
        try checkRows(of: table, database)
      } catch let error as DatabaseError {
        check.add(.structure, in: table.rawValue, "cannot be read to its end: \(LogStorageError(error))")
      }
    }
  }

  private mutating func checkRows(of table: SalvagedTable, _ database: Database) throws {
    let count = table.columns.count
    let select = try RawStatement("SELECT * FROM \(table.rawValue) ORDER BY 1", database)
    var whole = 0
    try select.forEach { row in
      var checksum = Checksum(table: table.rawValue)
      for column in 0..<count - 1 { row.add(column, to: &checksum) }
      if row.integer(count - 1) == Int64(checksum.value) {
        whole += 1
        note(row, of: table)
      } else {
        check.add(.checksum, in: table.rawValue, "\(Self.name(row, of: table)) is not as it was written")
        if table == .entry { insert(row.integer(0), into: &known) }
      }
      return true
    }
    check.whole.append((table.rawValue, whole))
  }

  private mutating func note(_ row: RawRow, of table: SalvagedTable) {
    switch table {
    case .entry: insert(row.integer(0), into: &entries)
    case .config: configs.insert(row.integer(0))
    default: break
    }
  }

  private func insert(_ number: Int64, into set: inout RangeSet<Int64>) {
    if number < .max { set.insert(contentsOf: number..<number + 1) }
  }

  private static func name(_ row: RawRow, of table: SalvagedTable) -> String {
    switch table {
    case .entry: "msg_\(row.integer(0))"
    case .decision: "the row about msg_\(row.integer(2)) to msg_\(row.integer(3))"
    case .form: "the form of msg_\(row.integer(1))"
    case .config: "config \(row.integer(0))"
    case .deadLetter: "dead letter \(row.integer(0))"
    case .cursor: "the cursor of sink '\(row.text(0) ?? "")'"
    }
  }

  // MARK: How rows fit each other

  mutating func checkConsistency(_ database: Database) throws {
    try readLosses(database)
    checkNumbers()
    try checkReserved(database)
    try checkDecisions(database)
    try checkCursors(database)
  }

  private mutating func readLosses(_ database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT first, last FROM lost") {
      let (first, last): (Int64, Int64) = (row[0], row[1])
      if first <= last, last < .max { known.insert(contentsOf: first..<last + 1) }
    }
  }

  private mutating func checkNumbers() {
    for (run, next) in zip(entries.ranges, entries.ranges.dropFirst()) {
      let gap = RangeSet(run.upperBound..<next.lowerBound).subtracting(known)
      for range in gap.ranges {
        let last = range.upperBound - 1
        let what = range.lowerBound == last ? "msg_\(last) is" : "msg_\(range.lowerBound) to msg_\(last) are"
        check.add(.consistency, in: "entry", "\(what) missing, and nothing says why")
      }
    }
  }

  private mutating func checkReserved(_ database: Database) throws {
    let text = try String.fetchOne(
      database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [MetaKey.reserved.rawValue])
    guard let reserved = text.flatMap({ Int64($0) }) else {
      return check.add(.consistency, in: "meta", "it does not say which numbers have been given")
    }
    if let newest = entries.ranges.last?.upperBound, newest - 1 > reserved {
      check.add(.consistency, in: "meta", "msg_\(newest - 1) has a number that was not given (up to \(reserved))")
    }
  }

  private mutating func checkDecisions(_ database: Database) throws {
    let select = try RawStatement("SELECT \(DecisionRow.columns) FROM decision ORDER BY start", database)
    var names: [Int64: GraphNames] = [:]
    try select.forEach { raw in
      guard let row = DecisionRow(raw) else { return true }
      let about = "the decisions about msg_\(row.first.value) to msg_\(row.last.value)"
      if Int64(clamping: row.start.value) < journalEnd {
        check.add(.consistency, in: "decision", "\(about) begin before those before them end")
      }
      journalEnd = max(journalEnd, Int64(clamping: row.end.value))
      if names[row.config] == nil { names[row.config] = try ConfigRow.names(row.config, in: database) }
      if let names = names[row.config], configs.contains(row.config) {
        if OutcomeBatch(stored: row.records, reasons: row.reasons, names: names, form: { _, _ in nil }) == nil {
          check.add(.consistency, in: "decision", "\(about) do not fit their config (\(row.config))")
        }
      } else {
        check.add(.consistency, in: "decision", "\(about) were made by config \(row.config), which is not there")
      }
      for number in Set([row.first, row.last]) where isMissing(Int64(clamping: number.value)) {
        check.add(.consistency, in: "decision", "\(about): there is no msg_\(number.value)")
      }
      return true
    }
  }

  /// Neither there, nor expired, nor known to be lost.
  private func isMissing(_ number: Int64) -> Bool {
    guard let oldest = entries.ranges.first?.lowerBound, number >= oldest else { return false }
    return !entries.contains(number) && !known.contains(number)
  }

  private mutating func checkCursors(_ database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT sink, position FROM cursor") {
      let (sink, position): (String, Int64) = (row[0], row[1])
      if position > journalEnd, journalEnd > 0 {
        check.add(
          .consistency, in: "cursor", "sink '\(sink)' is at \(position), and the journal ends at \(journalEnd)")
      }
    }
  }
}
