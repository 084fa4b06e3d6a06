import ConfigSchema

/// A mistake after which reading on makes no sense.
struct YAMLFailure: Error {
  /// What libyaml was reading when it met the problem.
  struct Context {
    let text: String
    let start: SourcePosition
  }

  let diagnostic: Diagnostic
  /// The lines that were being read when it happened.
  let lines: ClosedRange<Int>

  init(_ message: String, at range: SourceRange, readingFrom line: Int? = nil, help: String? = nil) {
    diagnostic = Diagnostic(.error, message, at: range, help: help)
    lines = min(line ?? range.start.line, range.start.line)...range.start.line
  }

  /// Not UTF-8, or a character that YAML does not allow anywhere.
  static func unreadableText(_ problem: String, value: Int32, at range: SourceRange) -> YAMLFailure {
    if problem.hasPrefix("control characters") {
      let code = String(value, radix: 16, uppercase: true)
      let padding = String(repeating: "0", count: max(0, 4 - code.count))
      return YAMLFailure("the control character U+\(padding)\(code) is not allowed", at: range)
    }
    return YAMLFailure("the text is not UTF-8: \(problem)", at: range, help: "save the file as UTF-8")
  }

  static func syntax(
    _ problem: String, _ context: Context?, at position: SourcePosition, in source: SourceText
  ) -> YAMLFailure {
    // libyaml finds an unclosed quote at the end of the file; the user looks for its beginning.
    let isUnclosed = problem == "found unexpected end of stream"
    let start = isUnclosed ? context?.start ?? position : position
    let end = SourcePosition(line: start.line, column: start.column + 1)
    let place = context.map { $0.start == start ? "" : " (\($0.text) that begins at \($0.start.phrase))" } ?? ""
    // A text over several lines is one value; in a mapping every line has its own key.
    let first = context.flatMap { $0.text.hasSuffix("scalar") ? $0.start.line : nil }
    return YAMLFailure(
      "syntax error: \(isUnclosed ? "this is never closed" : problem)\(place)",
      at: SourceRange(file: source.file, start: start, end: end), readingFrom: first,
      help: YAMLSyntaxHelp.help(for: problem, at: position, in: source))
  }
}
