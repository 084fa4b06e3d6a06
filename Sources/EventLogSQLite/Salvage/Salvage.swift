import GRDB

/// Saves every row that is still whole out of a damaged log.
package enum Salvage {
  /// Copies what is whole. Rows of the damaged log that had been deleted may come back, as long as nothing lies over them.
  ///
  /// - Parameters:
  ///   - path: the damaged database file. Its write-ahead log, if there is one, has the same name with `-wal`. Neither is
  ///     changed, and neither is opened as a database.
  ///   - writer: a new log: the tables are there and empty.
  /// - Throws: `UnreadableFile` if there is nothing to read, `DatabaseError` if the new log cannot be written.
  package static func run(damaged path: String, into writer: some DatabaseWriter) throws -> SalvageReport {
    try writer.writeWithoutTransaction { database in
      let carver = try PageCarver(path: path, judging: RowJudge())
      var rows = try RowWriter(database)
      do {
        try database.beginTransaction()
        try carver.carve(into: &rows)
        try database.commit()
      } catch {
        if database.isInsideTransaction { try? database.rollback() }
        throw error
      }
      return try rows.report(bytesRead: carver.bytes)
    }
  }

  /// Whether a file holds at least one whole row of a log, whatever its header says.
  package static func isLog(_ path: String) -> Bool {
    do {
      var search = RowSearch()
      try PageCarver(path: path, judging: RowJudge()).carve(into: &search)
      return false
    } catch {
      return error is RowSearch.Found
    }
  }

  /// How many rows could be saved, by table. Nothing is written.
  package static func survey(_ path: String) throws(UnreadableFile) -> [(table: String, rows: Int)] {
    let carver = try PageCarver(path: path, judging: RowJudge())
    var survey = RowSurvey()
    // It never throws by itself.
    try? carver.carve(into: &survey)
    return survey.counts
  }

  /// Whether SQLite would silently leave out a part of the write-ahead log: it reads up to the first damaged frame, and
  /// takes what follows for the remains of older times.
  package static func hasTornWriteAheadLog(_ path: String) -> Bool {
    guard let carver = try? PageCarver(path: path, judging: RowJudge()) else { return false }
    return carver.hasTornLog
  }
}
