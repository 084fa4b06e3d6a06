/// Text to put in place of a range of bytes; the range is empty for an insertion.
struct JSONSplice {
  let range: Range<Int>
  let text: [UInt8]

  /// Makes all splices in one pass. Of splices that overlap, the one that starts first counts, at the same start the
  /// longer one, at the same range the later one.
  static func apply(_ splices: [JSONSplice], to bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(splices.reduce(bytes.count) { $0 + $1.text.count })
    var copied = 0
    for splice in ordered(splices) where splice.range.lowerBound >= copied {
      result += bytes[copied..<splice.range.lowerBound]
      result += splice.text
      copied = splice.range.upperBound
    }
    result += bytes[copied...]
    return result
  }

  private static func ordered(_ splices: [JSONSplice]) -> [JSONSplice] {
    let sorted = splices.enumerated().sorted { left, right in
      let (a, b) = (left.element.range, right.element.range)
      if a.lowerBound != b.lowerBound { return a.lowerBound < b.lowerBound }
      return a.upperBound != b.upperBound ? a.upperBound > b.upperBound : left.offset > right.offset
    }
    return sorted.map(\.element)
  }
}
