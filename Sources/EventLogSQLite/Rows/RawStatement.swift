import GRDB
import GRDBSQLite

/// A prepared statement used by way of SQLite's own functions: binding and reading by GRDB's values costs an allocation a
/// column, which an event log pays for every event.
///
/// Parameters are bound in order; `run` or `forEach` uses them up.
final class RawStatement {
  private let statement: Statement
  private let handle: OpaquePointer
  private var next: Int32 = 1

  init(_ sql: String, _ database: Database) throws {
    statement = try database.makeStatement(sql: sql)
    handle = statement.sqliteStatement
  }

  func bind(_ number: Int64) {
    sqlite3_bind_int64(handle, next, number)
    next += 1
  }

  func bind(_ text: String) { bindText(Array(text.utf8)) }

  func bind(_ number: Int64?) {
    if let number { bind(number) } else { bindNull() }
  }

  func bind(_ text: String?) {
    if let text { bind(text) } else { bindNull() }
  }

  private func bindNull() {
    sqlite3_bind_null(handle, next)
    next += 1
  }

  func bind(blob bytes: [UInt8]) { bindBlob(bytes) }

  // MARK: With a checksum

  func bind(_ number: Int64, _ checksum: inout Checksum) {
    checksum.add(number)
    bind(number)
  }

  func bind(_ text: String?, _ checksum: inout Checksum) {
    checksum.add(text)
    bind(text)
  }

  func bind(text bytes: [UInt8], _ checksum: inout Checksum) {
    checksum.add(column: bytes)
    bindText(bytes)
  }

  func bind(blob bytes: [UInt8], _ checksum: inout Checksum) {
    checksum.add(column: bytes)
    bindBlob(bytes)
  }

  /// SQLite copies: what it costs is nothing beside the write itself.
  // Safety: a constant that SQLite knows, not an address.
  nonisolated(unsafe) private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private func bindText(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { bytes in
      // An empty array may have no address, and a null pointer would bind NULL.
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      return sqlite3_bind_text(handle, next, start ?? Self.empty, Int32(bytes.count), Self.transient)
    }
    next += 1
  }

  // Safety: one byte that nobody writes or reads.
  nonisolated(unsafe) private static let empty = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))

  private func bindBlob(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { bytes in
      bytes.baseAddress.map { sqlite3_bind_blob(handle, next, $0, Int32(bytes.count), Self.transient) }
        ?? sqlite3_bind_zeroblob(handle, next, 0)
    }
    next += 1
  }

  // MARK: Running

  /// Runs a statement that gives no rows.
  func run() throws { try forEach { _ in true } }

  /// - Parameter body: false ends it.
  func forEach(_ body: (RawRow) throws -> Bool) throws {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
      next = 1
    }
    while true {
      let code = sqlite3_step(handle)
      switch code {
      case SQLITE_ROW: guard try body(RawRow(handle: handle)) else { return }
      case SQLITE_DONE: return
      default: throw error(code)
      }
    }
  }

  private func error(_ code: Int32) -> DatabaseError {
    let message = sqlite3_db_handle(handle).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }
}

/// A row that a statement stands on: valid until its next step.
struct RawRow {
  fileprivate let handle: OpaquePointer

  func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

  func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

  /// A text's or blob's bytes.
  func bytes(_ column: Int) -> [UInt8] { Array(raw(column)) }

  func text(_ column: Int) -> String? {
    isNull(column) ? nil : String(decoding: raw(column), as: UTF8.self)
  }

  private func raw(_ column: Int) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, Int32(column))
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
  }

  /// Adds a column to a row's checksum.
  /// - Returns: the bytes of a text or blob.
  @discardableResult
  func add(_ column: Int, to checksum: inout Checksum) -> Int {
    switch sqlite3_column_type(handle, Int32(column)) {
    case SQLITE_INTEGER:
      checksum.add(integer(column))
      return 0
    case SQLITE_NULL:
      checksum.add(nil)
      return 0
    default:
      let bytes = raw(column)
      checksum.add(column: bytes)
      return bytes.count
    }
  }
}
