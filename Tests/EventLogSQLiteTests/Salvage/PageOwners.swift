import Foundation
@testable import EventLogSQLite

/// Which bytes of an undamaged log each of its rows depends on, told by the marks in the rows and by nothing that the
/// carver does.
struct PageOwners {
  /// Where a row's pages lie: in the write-ahead log with their frame headers.
  private(set) var extents: [SampleRow: Set<Extent>] = [:]

  struct Extent: Hashable {
    let isInLog: Bool
    let range: Range<Int>
  }

  init(_ log: SampleLog) {
    let owners = Dictionary(
      uniqueKeysWithValues: log.rows.filter { $0.table != .cursor }.map { (Self.mark(of: $0), $0) })
    let pages = Self.pages(of: log)
    for (number, extent) in pages {
      let image = Self.image(extent, log)
      for mark in Self.marks(in: image) {
        guard let row = owners[mark] else { continue }
        extents[row, default: []].insert(extent)
        // The end of a chain may be too short for a mark.
        if image[0] == 0, let next = Self.next(image), next != 0, next != number, let further = pages[next] {
          extents[row, default: []].insert(further)
        }
      }
    }
  }

  /// Rows of which no byte is among these.
  func untouched(by damage: Set<Extent>) -> Set<SampleRow> {
    Set(
      extents.filter { _, own in
        !own.contains { extent in
          damage.contains { $0.isInLog == extent.isInLog && $0.range.overlaps(extent.range) }
        }
      }.keys)
  }

  private static func mark(of row: SampleRow) -> String {
    SampleRows.mark(row.table, Int.fromDatabaseValue(row.values[0]) ?? 0)
  }

  /// The page images that a reader of the whole log gets.
  private static func pages(of log: SampleLog) -> [Int: Extent] {
    var pages: [Int: Extent] = [:]
    for start in stride(from: 0, to: log.database.count, by: log.pageSize) {
      pages[start / log.pageSize + 1] = Extent(isInLog: false, range: start..<start + log.pageSize)
    }
    let salt = log.writeAhead[16..<24]
    for start in stride(from: 32, to: log.writeAhead.count, by: 24 + log.pageSize) {
      guard log.writeAhead[start + 8..<start + 16].elementsEqual(salt) else { break }
      pages[number(log.writeAhead[start..<start + 4])] = Extent(isInLog: true, range: start..<start + 24 + log.pageSize)
    }
    return pages
  }

  private static func image(_ extent: Extent, _ log: SampleLog) -> [UInt8] {
    extent.isInLog ? Array(log.writeAhead[extent.range].dropFirst(24)) : Array(log.database[extent.range])
  }

  private static func next(_ image: [UInt8]) -> Int? { number(image[0..<4]) }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  private static func marks(in image: [UInt8]) -> Set<String> {
    var marks: Set<String> = []
    for start in image.indices where image[start] == UInt8(ascii: "<") {
      let end = start + SampleRows.markSize
      guard end <= image.count, image[end - 1] == UInt8(ascii: ">") else { continue }
      marks.insert(String(decoding: image[start..<end], as: UTF8.self))
    }
    return marks
  }
}
