import GRDB
import RouterCore

/// What figures for dashboards have been: a row for every change, with what has been so from then on.
struct FigureTable {
  /// Nobody looks further back.
  private static let kept = Duration.seconds(400 * 86_400)

  let database: Database

  init(_ database: Database) { self.database = database }

  /// - Parameter time: one that is before the last change's, since the clock was set back, counts as that.
  func add(_ figure: Figure, _ change: Int, at time: Timestamp) throws {
    let last = try Row.fetchOne(
      database.cachedStatement(sql: "SELECT at, count FROM figure WHERE name = ? ORDER BY at DESC LIMIT 1"),
      arguments: [figure.rawValue])
    let (at, count) = (max(time.microseconds, last?[0] ?? .min), (last?[1] ?? 0) + change)
    try database.cachedStatement(
      sql: "INSERT INTO figure VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = excluded.count"
    ).execute(arguments: [figure.rawValue, at, count])
    try forget(figure, before: time - Self.kept)
  }

  /// What the figure is now: what came last, also when the clock has been set back since.
  func count(_ figure: Figure) throws -> Int {
    try Int.fetchOne(
      database.cachedStatement(sql: "SELECT count FROM figure WHERE name = ? ORDER BY at DESC LIMIT 1"),
      arguments: [figure.rawValue]) ?? 0
  }

  /// What the figure was at the end of a moment.
  func count(_ figure: Figure, at time: Timestamp) throws -> Int {
    try Int.fetchOne(
      database.cachedStatement(
        sql: "SELECT count FROM figure WHERE name = ? AND at <= ? ORDER BY at DESC LIMIT 1"),
      arguments: [figure.rawValue, time.microseconds]) ?? 0
  }

  /// The last one before stays: it says how it was then.
  private func forget(_ figure: Figure, before time: Timestamp) throws {
    try database.cachedStatement(
      sql: "DELETE FROM figure WHERE name = ?1 AND at < (SELECT max(at) FROM figure WHERE name = ?1 AND at < ?2)"
    ).execute(arguments: [figure.rawValue, time.microseconds])
  }
}
