/// Diagnostics for people: location and message, the source line with a caret under the place, help, and a sum at the
/// end. Text at hidden places (secrets) is never part of it.
package struct DiagnosticText: Sendable {
  /// More than anybody reads at once; the rest is counted.
  private static let limit = 100

  private let sources: [String: SourceText]

  package init(_ sources: SourceText...) {
    self.sources = Dictionary(sources.map { ($0.file, $0) }) { first, _ in first }
  }

  /// Ends with a line feed; empty when there is nothing to say.
  package func render(_ diagnostics: Diagnostics) -> String {
    guard !diagnostics.all.isEmpty else { return "" }
    let shown = diagnostics.sorted.prefix(Self.limit)
    let lines = lines(of: shown, hiding: diagnostics.hidden)
    let blocks = shown.map { block($0, lines) }
    let rest = diagnostics.all.count - blocks.count
    let more = rest > 0 ? ["… and \(rest) more\n"] : []
    return (blocks + more).joined(separator: "\n") + "\n" + Self.sum(diagnostics) + "\n"
  }

  /// `3 errors, 1 warning`.
  static func sum(_ diagnostics: Diagnostics) -> String {
    let counts = [(diagnostics.errorCount, "error"), (diagnostics.warningCount, "warning")]
    return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }

  /// Each line once: a file may have all its mistakes on one.
  private func lines(
    of diagnostics: some Collection<Diagnostic>, hiding places: Set<SourceRange>
  ) -> [SourceRange.Line: SourceLine] {
    var lines: [SourceRange.Line: SourceLine] = [:]
    for range in diagnostics.compactMap(\.range) where lines[range.firstLine] == nil {
      lines[range.firstLine] = sources[range.file].flatMap { SourceLine(range.start.line, of: $0, hiding: places) }
    }
    return lines
  }

  private func block(_ diagnostic: Diagnostic, _ lines: [SourceRange.Line: SourceLine]) -> String {
    let location = diagnostic.range.map { $0.location + ": " } ?? ""
    var text = [TerminalText.safe("\(location)\(diagnostic.severity.rawValue): \(diagnostic.message)")]
    if let range = diagnostic.range, let line = lines[range.firstLine] {
      text += SourceExcerpt(of: range, on: line).lines
    }
    if let help = diagnostic.help { text.append(TerminalText.safe("help: \(help)")) }
    return text.map { $0 + "\n" }.joined()
  }
}

extension SourceRange {
  /// A line of a file.
  fileprivate struct Line: Hashable {
    let file: String
    let number: Int
  }

  fileprivate var firstLine: Line { Line(file: file, number: start.line) }
}
