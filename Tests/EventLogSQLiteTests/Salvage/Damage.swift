import Foundation
import TestSupport
@testable import EventLogSQLite

/// What can happen to a log's files.
enum Damage: String, CaseIterable, Sendable {
  case none, cut, cutLog, noLog, fewBits, manyBits, bitsInFirstPage, bitsInLog, logHeader, zeros, noise, swappedPages
  case appended, header, all

  /// Damages a log and returns which bytes were touched.
  func strike(_ log: inout SampleLog, _ random: inout SplitMix64) -> Set<PageOwners.Extent> {
    switch self {
    case .none: return []
    case .cut: return Self.cut(&log.database, isLog: false, &random)
    case .cutLog: return Self.cut(&log.writeAhead, isLog: true, &random)
    case .noLog:
      defer { log.writeAhead = [] }
      return [.init(isInLog: true, range: log.writeAhead.indices)]
    case .fewBits: return Self.flip(1...10, of: &log.database, isLog: false, &random)
    case .manyBits: return Self.flip(20...200, of: &log.database, isLog: false, &random)
    case .bitsInFirstPage:
      return Self.flip(1...40, of: &log.database, isLog: false, within: 0..<log.pageSize, &random)
    case .bitsInLog: return Self.flip(1...200, of: &log.writeAhead, isLog: true, &random)
    case .logHeader: return Self.flip(1...40, of: &log.writeAhead, isLog: true, within: 0..<32, &random)
    case .zeros: return Self.fill(&log.database, &random) { _ in 0 }
    case .noise: return Self.fill(&log.database, &random) { .random(in: 0...255, using: &$0) }
    case .swappedPages: return Self.swapPages(of: &log, &random)
    case .appended:
      let count = Int.random(in: 1...20_000, using: &random)
      let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      log.database += noise
      log.writeAhead += noise
      return []
    case .header:
      for offset in 0..<100 { log.database[offset] = .random(in: 0...255, using: &random) }
      return [.init(isInLog: false, range: 0..<100)]
    case .all:
      return [Self.fewBits, .bitsInLog, .zeros, .swappedPages, .bitsInFirstPage, .cut, .cutLog].reduce(into: []) {
        $0.formUnion($1.strike(&log, &random))
      }
    }
  }

  private static func cut(
    _ bytes: inout [UInt8], isLog: Bool, _ random: inout SplitMix64
  ) -> Set<PageOwners.Extent> {
    let whole = bytes.indices
    bytes.removeLast(Int.random(in: 1...max(1, bytes.count), using: &random))
    return [.init(isInLog: isLog, range: bytes.endIndex..<whole.upperBound)]
  }

  private static func flip(
    _ count: ClosedRange<Int>, of bytes: inout [UInt8], isLog: Bool, within range: Range<Int>? = nil,
    _ random: inout SplitMix64
  ) -> Set<PageOwners.Extent> {
    Set(
      (0..<Int.random(in: count, using: &random)).map { _ in
        let place = Int.random(in: range ?? bytes.indices, using: &random)
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        return .init(isInLog: isLog, range: place..<place + 1)
      })
  }

  private static func fill(
    _ bytes: inout [UInt8], _ random: inout SplitMix64, _ value: (inout SplitMix64) -> UInt8
  ) -> Set<PageOwners.Extent> {
    let start = Int.random(in: bytes.indices, using: &random)
    let range = start..<min(bytes.count, start + Int.random(in: 1...100_000, using: &random))
    for place in range { bytes[place] = value(&random) }
    return [.init(isInLog: false, range: range)]
  }

  private static func swapPages(of log: inout SampleLog, _ random: inout SplitMix64) -> Set<PageOwners.Extent> {
    var touched: Set<PageOwners.Extent> = []
    for _ in 0..<Int.random(in: 1...10, using: &random) {
      let pages = (0..<2).map { _ in
        Int.random(in: 0..<log.database.count / log.pageSize, using: &random) * log.pageSize
      }
      for place in 0..<log.pageSize { log.database.swapAt(pages[0] + place, pages[1] + place) }
      touched.formUnion(pages.map { .init(isInLog: false, range: $0..<$0 + log.pageSize) })
    }
    return touched
  }
}
