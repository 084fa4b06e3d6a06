import Foundation
import GRDB
import TestSupport
@testable import EventLogSQLite

/// Makes rows as a log would have them. Long values repeat a mark of their row every few bytes, so that a page tells whose
/// it is.
enum SampleRows {
  static let markSize = 16

  static func mark(_ table: SalvagedTable, _ key: Int) -> String {
    let text = "<\(table.rawValue.prefix(4)):\(key)"
    return text + String(repeating: ".", count: markSize - 1 - text.utf8.count) + ">"
  }

  static func rows(around number: Int, _ random: inout SplitMix64) -> [SampleRow] {
    var rows = [entry(number, &random)]
    if number.isMultiple(of: 7) { rows.append(decision(number, &random)) }
    if number.isMultiple(of: 11) { rows.append(form(number, &random)) }
    if number.isMultiple(of: 13) { rows.append(deadLetter(number, &random)) }
    if number.isMultiple(of: 199) { rows.append(config(number, &random)) }
    if number.isMultiple(of: 17) {
      let values = ["sink\(number % 3)".databaseValue, number.databaseValue, (number - 1).databaseValue]
      rows.append(SampleRow(table: .cursor, values: values))
    }
    return rows
  }

  private static func entry(_ number: Int, _ random: inout SplitMix64) -> SampleRow {
    SampleRow(
      table: .entry,
      values: [
        number.databaseValue, Int64(1_700_000_000_000_000 + number).databaseValue, "ingest".databaseValue,
        Bool.random(using: &random) ? .null : "stage".databaseValue, "metrics_update".databaseValue,
        Int64.random(in: .min...(.max), using: &random).databaseValue, "source-ü".databaseValue,
        Bool.random(using: &random) ? .null : "".databaseValue, text(.entry, number, &random),
      ])
  }

  private static func decision(_ number: Int, _ random: inout SplitMix64) -> SampleRow {
    let count = Int.random(in: 1...60, using: &random)
    let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    let records = Data(Array(mark(.decision, number).utf8) + noise)
    return SampleRow(
      table: .decision,
      values: [
        number.databaseValue, 7.databaseValue, (number - 6).databaseValue, number.databaseValue, 1.databaseValue,
        records.databaseValue, "reloaded".databaseValue,
      ])
  }

  private static func form(_ number: Int, _ random: inout SplitMix64) -> SampleRow {
    SampleRow(table: .form, values: [number.databaseValue, number.databaseValue, text(.form, number, &random)])
  }

  private static func config(_ number: Int, _ random: inout SplitMix64) -> SampleRow {
    SampleRow(
      table: .config,
      values: [
        number.databaseValue, "hash\(number)".databaseValue, "junctor.yaml".databaseValue,
        text(.config, number, &random), "{}".databaseValue,
      ])
  }

  private static func deadLetter(_ number: Int, _ random: inout SplitMix64) -> SampleRow {
    let isOne = Bool.random(using: &random)
    return SampleRow(
      table: .deadLetter,
      values: [
        number.databaseValue, 5.databaseValue, "hook".databaseValue, number.databaseValue,
        (isOne ? number : number + 9).databaseValue, "410 Gone".databaseValue, 0.databaseValue,
        isOne ? "alert".databaseValue : .null, isOne ? 1.databaseValue : .null, isOne ? "source".databaseValue : .null,
        .null, text(.deadLetter, number, &random),
      ])
  }

  /// Mostly short; every tenth is up to 20 kB long.
  private static func text(_ table: SalvagedTable, _ key: Int, _ random: inout SplitMix64) -> DatabaseValue {
    let isLong = Int.random(in: 0..<10, using: &random) == 0
    let marks = Int.random(in: 1...(isLong ? 1250 : 20), using: &random)
    return String(repeating: mark(table, key), count: marks).databaseValue
  }
}
