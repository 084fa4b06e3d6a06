/// One line of text as a terminal shows it, with the terminal column of every scalar of the original.
struct TerminalText {
  private static let tabWidth = 4

  private(set) var text = ""
  /// `columns[n]` is where the n-th scalar begins, from 0; the last element is the width of the whole line.
  private(set) var columns: [Int] = [0]

  var width: Int { columns[columns.count - 1] }

  mutating func append(_ scalar: Unicode.Scalar) {
    let shown = scalar == "\t" ? String(repeating: " ", count: Self.tabWidth) : Self.safe(scalar)
    text += shown
    columns.append(width + (scalar == "\t" ? Self.tabWidth : Self.width(of: scalar)))
  }

  /// Shows `replacement` (ASCII) for `count` scalars of the original.
  mutating func append(_ replacement: String, insteadOf count: Int) {
    guard count > 0 else { return }
    let start = width
    text += replacement
    columns += Array(repeating: start, count: count - 1) + [start + replacement.count]
  }

  /// Terminal column of a place in the original, from 1; places behind the end count as the end.
  func column(_ original: Int) -> Int {
    columns[min(max(original - 1, 0), columns.count - 1)]
  }
}

extension TerminalText {
  /// Text from a config for a message: control and format characters are escaped, so that it cannot move the cursor,
  /// begin a new line or turn the direction of writing.
  static func safe(_ text: String) -> String {
    text.unicodeScalars.map { isUnsafe($0) ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
  }

  private static func safe(_ scalar: Unicode.Scalar) -> String {
    isUnsafe(scalar) ? "\u{FFFD}" : String(scalar)
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    // The joiner inside an emoji is harmless, direction marks are not.
    case .format: scalar != "\u{200D}"
    default: false
    }
  }

  /// Cells of a terminal, close enough to place a caret: combining marks 0, East Asian wide and emoji 2.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII || isUnsafe(scalar) { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  /// The blocks of Unicode's EastAsianWidth.txt that are wide (W, F).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
