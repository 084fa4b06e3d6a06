#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks for rows in a page whose own list of them cannot be believed.
///
/// It finds rows of tables with an integer primary key: their record has NULL as its first column, so a cell begins with
/// record size, key, header size and a zero byte. JSON has no zero bytes, so most of a page is passed over by memchr(3).
enum CellScan {
  /// With few columns a header is short. Its size and at least one column's type.
  private static let headerSizes: ClosedRange<UInt8> = 2...96
  private static let longestKey = 8
  private static let longestSize = 5

  /// Every offset where a cell may begin. Most are none.
  static func offsets(in page: Span<UInt8>, _ body: (Int) throws -> Void) rethrows {
    var from = 3
    while let zero = page.firstZero(from: from) {
      // Only the first zero of a row can follow a size.
      from = page.firstNonzero(from: zero)
      guard headerSizes.contains(page[zero - 1]) else { continue }
      guard let key = page.varintStart(endingAt: zero - 2, longest: longestKey), key > 0, page[key - 1] < 0x80,
        let first = page.varintStart(endingAt: key - 1, longest: longestSize)
      else { continue }
      // The bytes before the cell may look like a part of its size.
      for start in first..<key { try body(start) }
    }
  }
}

extension Span<UInt8> {
  fileprivate func firstZero(from start: Int) -> Int? {
    guard start < count else { return nil }
    return withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, let found = memchr(base + start, 0, buffer.count - start) else { return nil }
      return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }
  }

  fileprivate func firstNonzero(from start: Int) -> Int {
    var offset = start
    while offset < count, self[offset] == 0 { offset += 1 }
    return offset
  }

  /// Where a varint whose last byte is here may begin at the earliest.
  fileprivate func varintStart(endingAt end: Int, longest: Int) -> Int? {
    guard end >= 0, self[end] < 0x80 else { return nil }
    var start = end
    while start > 0, end - start + 1 < longest, self[start - 1] >= 0x80 { start -= 1 }
    return start
  }
}
