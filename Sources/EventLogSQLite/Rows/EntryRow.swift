import GRDB
import GRDBSQLite
import RouterCore

/// An entry as a row of the table `entry`.
struct EntryRow {
  static let insert = """
    INSERT INTO entry (number, logged_at, origin, stage, type, time, source, agent, data, crc)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  static let columns = "number, logged_at, origin, stage, type, time, source, agent, data, crc"

  /// What a row takes besides its texts, roughly.
  private static let overhead = 48

  // MARK: Writing

  /// Inserts an entry.
  /// - Returns: what the row takes.
  static func insert(_ entry: LogEntry, _ statement: RawStatement) throws -> Int {
    let event = entry.event
    let (origin, stage) =
      switch entry.origin {
      case .source(let name): (name, String?.none)
      case .stage(let pipeline, let stage): (pipeline, stage)
      }
    var checksum = Checksum(table: "entry")
    statement.bind(Int64(entry.number.value), &checksum)
    statement.bind(entry.loggedAt.microseconds, &checksum)
    statement.bind(origin, &checksum)
    statement.bind(stage, &checksum)
    statement.bind(event.typeName, &checksum)
    statement.bind(event.time.microseconds, &checksum)
    statement.bind(event.source, &checksum)
    statement.bind(event.agent, &checksum)
    statement.bind(text: event.data.bytes, &checksum)
    statement.bind(Int64(checksum.value))
    try statement.run()
    return size(of: [
      origin.utf8.count, stage?.utf8.count ?? 0, event.typeName.utf8.count, event.source.utf8.count,
      event.agent?.utf8.count ?? 0, event.data.bytes.count,
    ])
  }

  private static func size(of texts: [Int]) -> Int { texts.reduce(overhead, +) }

  // MARK: Reading

  /// Reads the row that a statement over `columns` stands on.
  struct Raw {
    let number: EventNumber
    let loggedAt: Timestamp
    let size: Int
    /// Whether the checksum says that nothing has changed.
    let isWhole: Bool
  }

  /// Number, time and size without making an event of it.
  static func raw(_ row: RawRow) -> Raw {
    var checksum = Checksum(table: "entry")
    var size = overhead
    for column in 0..<9 { size += row.add(column, to: &checksum) }
    return Raw(
      number: EventNumber(UInt64(clamping: row.integer(0))), loggedAt: Timestamp(microseconds: row.integer(1)),
      size: size, isWhole: row.integer(9) == Int64(checksum.value) && row.integer(0) > 0)
  }

  /// Nil for a row that is damaged or of an event type that this build does not know.
  static func entry(_ row: RawRow, _ catalogue: Catalogue) -> LogEntry? {
    let raw = raw(row)
    guard raw.isWhole, let origin = row.text(2), let type = row.text(4), let id = catalogue.id(named: type),
      let source = row.text(6), let data = try? JSONDocument(parsing: row.bytes(8))
    else { return nil }
    let event = Event(
      type: id, typeName: type, time: Timestamp(microseconds: row.integer(5)), source: source, agent: row.text(7),
      data: data)
    let stage = row.text(3)
    return LogEntry(
      number: raw.number, loggedAt: raw.loggedAt,
      origin: stage.map { .stage(pipeline: origin, stage: $0) } ?? .source(origin), event: event)
  }
}
