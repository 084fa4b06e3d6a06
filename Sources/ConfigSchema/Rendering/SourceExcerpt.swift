/// The source line of a diagnostic and the caret line below it.
struct SourceExcerpt {
  /// A longer line is cut to a window around the place, so that a file in one line costs no more than another.
  private static let maxLength = 120
  private static let indent = "    "
  private static let replacement = "[hidden]"

  /// Empty when there is no such line or nothing on it.
  let lines: [String]

  init(of range: SourceRange, in source: SourceText, hidden: Set<SourceRange>) {
    guard let line = source.line(range.start.line)?.unicodeScalars, line.contains(where: { $0 != " " && $0 != "\t" })
    else {
      lines = []
      return
    }
    let end = range.end.line == range.start.line ? range.end.column : Int.max
    let window = Self.window(of: line.count, around: range.start.column)
    let hidden = Self.hiddenColumns(hidden, on: range.start.line, in: source, within: window)
    let shown = Self.terminalText(line, window, hidden)
    let start = shown.column(range.start.column - window.lowerBound + 1)
    let width = end == Int.max ? Int.max : end - window.lowerBound + 1
    let caret = "^" + String(repeating: "~", count: max(1, shown.column(width) - start) - 1)
    let before = window.lowerBound > 1 ? "…" : ""
    let after = window.upperBound <= line.count ? "…" : ""
    lines = [
      Self.indent + before + shown.text + after,
      Self.indent + String(repeating: " ", count: before.count + start) + caret,
    ]
  }

  /// Columns to show, from 1.
  private static func window(of length: Int, around column: Int) -> Range<Int> {
    guard length > maxLength else { return 1..<(length + 1) }
    let start = max(1, min(column - maxLength / 3, length - maxLength + 1))
    return start..<(start + maxLength)
  }

  /// Columns of one line (from 1) whose text is not shown.
  private static func hiddenColumns(
    _ hidden: Set<SourceRange>, on line: Int, in source: SourceText, within window: Range<Int>
  ) -> [Range<Int>] {
    let values: [Range<Int>] = hidden.compactMap { range in
      guard range.file == source.file, range.start.line <= line, line <= range.end.line,
        source.text(at: range).map(isReference) != true
      else { return nil }
      let first = range.start.line == line ? range.start.column : 1
      let end = range.end.line == line ? range.end.column : Int.max
      return first <= end ? first..<end : nil
    }
    let comment = hiddenComment(in: source.line(line) ?? "", behind: values.map(\.upperBound).max())
    return (values + (comment.map { [$0] } ?? [])).filter(window.overlaps)
  }

  /// A comment is hidden behind a secret, because an unquoted password with a '#' in it looks so, and when it speaks of
  /// one, as an entry that is commented out does.
  private static func hiddenComment(in line: String, behind end: Int?) -> Range<Int>? {
    let scalars = Array(line.unicodeScalars)
    guard let start = scalars.indices.first(where: { isComment($0, in: scalars) && $0 + 1 >= end ?? 1 }) else {
      return nil
    }
    let text = String(String.UnicodeScalarView(scalars[start...]))
    return end != nil || SecretWords.end(in: text) != nil ? start + 1..<Int.max : nil
  }

  /// YAML 1.2, section 6.6: a '#' at the start or behind white space.
  private static func isComment(_ index: Int, in line: [Unicode.Scalar]) -> Bool {
    line[index] == "#" && (index == 0 || line[index - 1] == " " || line[index - 1] == "\t")
  }

  /// Exactly one `${env:X}` or `${file:x}`: it names a secret without being one. With a default it may be one.
  private static func isReference(_ text: Substring) -> Bool {
    let inner = text.drop { "\"'".contains($0) }.prefix { !"\"'".contains($0) }
    return inner.hasPrefix("${") && inner.firstIndex(of: "}") == inner.indices.last && !inner.contains(":-")
      && !inner.dropFirst(2).contains("$")
  }

  private static func terminalText(
    _ line: String.UnicodeScalarView, _ window: Range<Int>, _ hidden: [Range<Int>]
  ) -> TerminalText {
    var result = TerminalText()
    var concealed = 0
    var isIndent = true
    for (column, scalar) in zip(window, line.dropFirst(window.lowerBound - 1)) {
      isIndent = isIndent && scalar == " "
      if !isIndent, hidden.contains(where: { $0.contains(column) }) {
        concealed += 1
        continue
      }
      result.append(replacement, insteadOf: concealed)
      concealed = 0
      result.append(scalar)
    }
    result.append(replacement, insteadOf: concealed)
    return result
  }
}
