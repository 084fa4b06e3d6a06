import GRDB

/// The tables of a log file. Rows of the first six carry a checksum (`crc`), since SQLite itself has none outside its
/// write-ahead log.
enum Schema {
  /// "JNCT", so that the file is not taken for, nor mistaken for, another program's.
  static let applicationID: Int32 = 0x4A4E_4354
  static let version = 1

  static let statements = """
    CREATE TABLE entry (
      number INTEGER PRIMARY KEY, logged_at INTEGER NOT NULL, origin TEXT NOT NULL, stage TEXT, type TEXT NOT NULL,
      time INTEGER NOT NULL, source TEXT NOT NULL, agent TEXT, data TEXT NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE decision (
      start INTEGER PRIMARY KEY, count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      config INTEGER NOT NULL, records BLOB NOT NULL, reasons TEXT NOT NULL, crc INTEGER NOT NULL);
    CREATE INDEX decision_numbers ON decision (first, last);
    CREATE TABLE form (
      position INTEGER PRIMARY KEY, number INTEGER NOT NULL, data TEXT NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE config (
      id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, file TEXT NOT NULL, text TEXT NOT NULL, names TEXT NOT NULL,
      crc INTEGER NOT NULL);
    CREATE TABLE dead_letter (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, sink TEXT NOT NULL, first INTEGER NOT NULL,
      last INTEGER NOT NULL, reason TEXT NOT NULL, attempts INTEGER NOT NULL, type TEXT, time INTEGER, source TEXT,
      agent TEXT, data TEXT, crc INTEGER NOT NULL);
    CREATE TABLE cursor (
      sink TEXT PRIMARY KEY, position INTEGER NOT NULL, number INTEGER NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE replay_request (dead_letter INTEGER PRIMARY KEY);
    CREATE TABLE idempotency (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL);
    CREATE TABLE source_position (source TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE note (
      kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
    CREATE TABLE lost (
      id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL);
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """

  static func create(in database: Database) throws {
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(version)")
    try database.execute(sql: statements)
  }

  /// The first facts of a new log.
  static func begin(in database: Database, epoch: String, reserved: UInt64) throws {
    for (key, value) in [(MetaKey.format, "\(version)"), (.epoch, epoch), (.reserved, "\(reserved)")] {
      try setMeta(key, value, in: database)
    }
  }

  /// - Throws: when the header says something else than the rest: it is damaged.
  static func check(_ database: Database) throws {
    let id = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
    guard id == applicationID, version == self.version else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the file's header is damaged")
    }
  }

  static func setMeta(_ key: MetaKey, _ value: String, in database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key.rawValue, value])
  }

  static func meta(_ key: MetaKey, in database: Database) throws -> String? {
    try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key.rawValue])
  }

  static func newEpoch() -> String {
    var random = SystemRandomNumberGenerator()
    return String(random.next(), radix: 36)
  }
}

/// Facts about a log file as a whole, in the table `meta`.
enum MetaKey: String {
  case epoch
  /// Of the tables; also in the header, which may be damaged.
  case format
  /// No number up to this one may be given again.
  case reserved
  /// The boot of the machine during which the file was written last.
  case boot
  /// `1` after a stop in order.
  case closed
}
