import Foundation
import GRDB
import TestSupport
import Testing
@testable import EventLogSQLite

struct SalvageTests {
  /// A log with its pages' owners is made once for all tests.
  private static let samples = [
    SampleLog.Shape(),
    SampleLog.Shape(entries: 300, pageSize: 1024, entriesInLog: 60, startsLogAnew: false, trimmed: 20),
    SampleLog.Shape(entries: 300, pageSize: 8192, entriesInLog: 290, startsLogAnew: false, trimmed: 0),
  ].enumerated().map { number, shape in
    Result {
      let log = try SampleLog(seed: UInt64(number), shape)
      return (log, PageOwners(log))
    }
  }

  @Test(arguments: Damage.allCases, 0..<6 as Range<UInt64>)
  func `Every row whose bytes were not touched is saved, and no other than were written`(
    damage: Damage, seed: UInt64
  ) throws {
    var (log, owners) = try Self.samples[Int(seed) % Self.samples.count].get()
    var random = SplitMix64(seed: seed &* 1_000 &+ UInt64(Damage.allCases.firstIndex(of: damage) ?? 0))
    let touched = damage.strike(&log, &random)
    let saved = try Salvaged(database: log.database, writeAhead: log.writeAhead)
    let missed = owners.untouched(by: touched).subtracting(saved.rows)
    #expect(missed.isEmpty, "\(missed.count) missed")
    #expect(saved.wrong == 0)
    #expect(saved.rows.isSubset(of: log.written))
    #expect(saved.report.entries == saved.rows.count { $0.table == .entry })
  }
}
