import ConfigSchema

/// Finds references in the text of the file. Remembers the last line, because a file may be one long line.
struct ReferencePlaces {
  private let source: SourceText
  private var number = 0
  private var line: [Unicode.Scalar] = []

  init(in source: SourceText) {
    self.source = source
  }

  /// Where a reference first stands within a scalar. An escape in it, or a line break before it, makes that the whole
  /// scalar.
  mutating func find(_ reference: String, in range: SourceRange) -> SourceRange {
    load(range.start.line)
    let wanted = Array(reference.unicodeScalars)
    let end = range.end.line == range.start.line ? range.end.column - 1 : line.count
    var rest = line[min(range.start.column - 1, line.count)..<min(max(end, range.start.column - 1), line.count)]
    while !rest.starts(with: wanted) {
      guard rest.popFirst() != nil else { return range }
    }
    let start = SourcePosition(line: number, column: rest.startIndex + 1)
    let behind = SourcePosition(line: number, column: start.column + wanted.count)
    return SourceRange(file: range.file, start: start, end: behind)
  }

  private mutating func load(_ number: Int) {
    guard number != self.number else { return }
    self.number = number
    line = source.line(number).map { Array($0.unicodeScalars) } ?? []
  }
}
