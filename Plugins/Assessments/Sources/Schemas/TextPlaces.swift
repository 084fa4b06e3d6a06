import ConfigSchema

/// Lines and columns of the bytes of a text.
struct TextPlaces {
  private let file: String
  private let positions: [SourcePosition]

  init(_ bytes: [UInt8], file: String) {
    self.file = file
    var positions: [SourcePosition] = []
    positions.reserveCapacity(bytes.count + 1)
    var (line, column) = (1, 0)
    for byte in bytes {
      // What goes on a character of several bytes has its place.
      if byte & 0xC0 != 0x80 { column += 1 }
      positions.append(SourcePosition(line: line, column: max(column, 1)))
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 0) }
    }
    positions.append(SourcePosition(line: line, column: column + 1))
    self.positions = positions
  }

  func range(of bytes: Range<Int>) -> SourceRange {
    SourceRange(file: file, start: position(bytes.lowerBound), end: position(bytes.upperBound))
  }

  private func position(_ offset: Int) -> SourcePosition { positions[min(max(offset, 0), positions.count - 1)] }
}
