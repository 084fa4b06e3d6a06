/// The source line of a diagnostic and the caret line below it.
struct SourceExcerpt {
  /// A longer line is cut to a window around the place, so that a file in one line costs no more than another.
  private static let maxLength = 120
  private static let indent = "    "
  private static let replacement = "[hidden]"

  /// Empty when there is nothing on the line.
  let lines: [String]

  /// - Parameter line: the one where `range` starts.
  init(of range: SourceRange, on line: SourceLine) {
    guard line.scalars.contains(where: { $0 != " " && $0 != "\t" }) else {
      lines = []
      return
    }
    let window = Self.window(of: line.scalars.count, around: range.start.column)
    let shown = Self.terminalText(line, window)
    let start = shown.column(range.start.column - window.lowerBound + 1)
    let isOneLine = range.end.line == range.start.line
    let end = isOneLine ? shown.column(range.end.column - window.lowerBound + 1) : shown.width
    let before = window.lowerBound > 1 ? "…" : ""
    let after = window.upperBound <= line.scalars.count ? "…" : ""
    lines = [
      Self.indent + before + shown.text + after,
      Self.indent + String(repeating: " ", count: before.count + start) + "^"
        + String(repeating: "~", count: max(1, end - start) - 1),
    ]
  }

  /// Columns to show, from 1.
  private static func window(of length: Int, around column: Int) -> Range<Int> {
    guard length > maxLength else { return 1..<length + 1 }
    let start = max(1, min(column - maxLength / 3, length - maxLength + 1))
    return start..<start + maxLength
  }

  private static func terminalText(_ line: SourceLine, _ window: Range<Int>) -> TerminalText {
    let hidden = line.hidden.filter(window.overlaps)
    var result = TerminalText()
    var concealed = 0
    var isIndent = true
    for column in window {
      let scalar = line.scalars[column - 1]
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
