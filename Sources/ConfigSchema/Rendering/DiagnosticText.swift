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
    let hidden = diagnostics.hidden
    let blocks = diagnostics.sorted.prefix(Self.limit).map { block($0, hidden: hidden) }
    let rest = diagnostics.all.count - blocks.count
    let more = rest > 0 ? ["… and \(rest) more\n"] : []
    return (blocks + more).joined(separator: "\n") + "\n" + Self.sum(diagnostics) + "\n"
  }

  /// `3 errors, 1 warning`.
  static func sum(_ diagnostics: Diagnostics) -> String {
    let counts = [(diagnostics.errorCount, "error"), (diagnostics.warningCount, "warning")]
    return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }

  private func block(_ diagnostic: Diagnostic, hidden: Set<SourceRange>) -> String {
    let location = diagnostic.range.map { $0.location + ": " } ?? ""
    var lines = [TerminalText.safe("\(location)\(diagnostic.severity.rawValue): \(diagnostic.message)")]
    if let range = diagnostic.range, let source = sources[range.file] {
      lines += SourceExcerpt(of: range, in: source, hidden: hidden).lines
    }
    if let help = diagnostic.help { lines.append(TerminalText.safe("help: \(help)")) }
    return lines.map { $0 + "\n" }.joined()
  }
}
