import Foundation
import TestSupport
import Testing
@testable import EventLogSQLite

/// A write-ahead log whose frames do not say the truth about themselves.
struct WALSalvageTests {
  private static let sample = Result { try SampleLog(seed: 3, .init(entries: 600, entriesInLog: 60, trimmed: 0)) }

  /// A frame's header, by its number in the log.
  private static func page(_ frame: Int, _ log: SampleLog) -> Int {
    let start = offset(frame, log)
    return log.writeAhead[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func offset(_ frame: Int, _ log: SampleLog) -> Int { 32 + frame * (24 + log.pageSize) }

  private static func frames(_ log: SampleLog, current: Bool) -> [Int] {
    let salt = log.writeAhead[16..<24]
    return (0..<(log.writeAhead.count - 32) / (24 + log.pageSize)).filter {
      let start = offset($0, log)
      return log.writeAhead[start + 8..<start + 16].elementsEqual(salt) == current
    }
  }

  /// A current frame that begins with the number of a further page of the same row: one in a chain.
  private static func chained(_ log: SampleLog) -> [Int] {
    frames(log, current: true).filter {
      let start = offset($0, log) + 24
      return log.writeAhead[start] == 0 && log.writeAhead[start + 4..<start + 24].contains(UInt8(ascii: "<"))
    }
  }

  @Test func `A frame that claims to be another page is not taken for its newest image`() throws {
    var log = try Self.sample.get()
    let chained = try #require(Self.chained(log).first)
    let last = try #require(Self.frames(log, current: true).last)
    try #require(Self.page(last, log) != Self.page(chained, log))
    let start = Self.offset(last, log)
    log.writeAhead.replaceSubrange(start..<start + 4, with: log.writeAhead[Self.offset(chained, log)...].prefix(4))
    // The last frame may be the end of a chain itself: its own row is lost then.
    let saved = try Salvaged(database: log.database, writeAhead: log.writeAhead)
    #expect(log.rows.subtracting(saved.rows).count <= 1)
    #expect(Self.owner(of: chained, log).isSubset(of: saved.rows))
  }

  @Test func `An image is found though the frame before it is damaged and an older one has the same page`() throws {
    var log = try Self.sample.get()
    let old = Self.frames(log, current: false)
    let chained = try #require(Self.chained(log).last { $0 > 0 })
    // An old frame comes to have the same page.
    let stale = Self.offset(try #require(old.last), log)
    log.writeAhead.replaceSubrange(stale..<stale + 4, with: log.writeAhead[Self.offset(chained, log)...].prefix(4))
    // And the sum is wrong that the frame before states.
    log.writeAhead[Self.offset(chained - 1, log) + 16] ^= 1
    let saved = try Salvaged(database: log.database, writeAhead: log.writeAhead)
    #expect(Self.owner(of: chained, log).isSubset(of: saved.rows))
  }

  /// Such as one that was left beside a database brought back from a backup.
  @Test func `A write-ahead log of another database does not hide the file's own rows`() throws {
    let log = try Self.sample.get()
    let other = try SampleLog(seed: 99, .init(first: 2000, entries: 900, entriesInLog: 890, startsLogAnew: false))
    let alone = try Salvaged(database: log.database).rows.filter { [.entry, .form, .deadLetter].contains($0.table) }
    let saved = try Salvaged(database: log.database, writeAhead: other.writeAhead)
    #expect(alone.count > 500)
    #expect(alone.isSubset(of: saved.rows))
  }

  @Test func `Frames from before are read when the database file has lost their pages`() throws {
    var log = try Self.sample.get()
    for place in log.database.indices { log.database[place] = 0 }
    let current = Self.frames(log, current: true)
    let cut = Array(log.writeAhead.prefix(Self.offset(current.count, log)))
    let without = try Salvaged(database: log.database, writeAhead: cut)
    let with = try Salvaged(database: log.database, writeAhead: log.writeAhead)
    #expect(without.rows.isStrictSubset(of: with.rows))
    #expect(with.rows.isSubset(of: log.written))
  }

  private static func owner(of frame: Int, _ log: SampleLog) -> Set<SampleRow> {
    let start = offset(frame, log) + 24
    let image = String(decoding: log.writeAhead[start..<start + log.pageSize], as: UTF8.self)
    return log.rows.filter { row in
      row.table != .cursor
        && image.contains(SampleRows.mark(row.table, Int.fromDatabaseValue(row.values[0]) ?? 0))
    }
  }
}
