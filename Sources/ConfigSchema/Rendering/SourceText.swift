/// The text of a config file, by lines: what messages show of it.
///
/// Lines end where libyaml says they do (line feed, carriage return, both, NEL, LS, PS), because its marks count them.
package struct SourceText: Sendable {
  package let file: String
  private let lines: [Substring]

  /// Bytes that are not UTF-8 become replacement characters; a byte order mark is no part of the first line.
  package init(file: String, bytes: some Collection<UInt8>) {
    self.init(file: file, text: String(decoding: bytes, as: UTF8.self))
  }

  package init(file: String, text: String) {
    self.file = file
    lines = Self.split(text)
  }

  /// Without its line end; nil beyond the last line. Lines count from 1.
  package func line(_ number: Int) -> Substring? {
    lines.indices.contains(number - 1) ? lines[number - 1] : nil
  }

  /// The place right after the last scalar.
  package var end: SourcePosition {
    SourcePosition(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
  }

  /// What stands at `range`, if it is within one line.
  package func text(at range: SourceRange) -> Substring? {
    guard range.start.line == range.end.line, let scalars = line(range.start.line)?.unicodeScalars,
      let start = scalars.index(scalars.startIndex, offsetBy: range.start.column - 1, limitedBy: scalars.endIndex),
      let end = scalars.index(scalars.startIndex, offsetBy: range.end.column - 1, limitedBy: scalars.endIndex),
      start <= end
    else { return nil }
    return Substring(scalars[start..<end])
  }

  /// Where `text` first stands within a range of one line.
  package func find(_ text: String, in range: SourceRange) -> SourceRange? {
    guard let line = self.text(at: range)?.unicodeScalars else { return nil }
    let wanted = Array(text.unicodeScalars)
    var rest = line
    while !rest.starts(with: wanted) {
      guard rest.popFirst() != nil else { return nil }
    }
    let column = range.start.column + line.count - rest.count
    return SourceRange(
      file: file, start: SourcePosition(line: range.start.line, column: column),
      end: SourcePosition(line: range.start.line, column: column + wanted.count))
  }

  private static func split(_ text: String) -> [Substring] {
    var scalars = Substring(text).unicodeScalars
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    var lines: [Substring] = []
    while let end = scalars.firstIndex(where: isLineBreak) {
      lines.append(Substring(scalars[..<end]))
      let isPair = scalars[end...].starts(with: ["\r", "\n"])
      scalars = scalars[scalars.index(end, offsetBy: isPair ? 2 : 1)...]
    }
    return lines + [Substring(scalars)]
  }

  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
