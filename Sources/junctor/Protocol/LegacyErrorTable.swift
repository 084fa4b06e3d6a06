import RouterCore
import RouterGateway

/// The codes of ERROR in the legacy dialect, each with the members of its `details`.
struct LegacyErrorTable {
  /// Ends with a line feed.
  var markdown: String {
    MarkdownTable(
      ["code", "meaning", "details"],
      LegacyErrorCode.allCases.map { code in
        let details = code.details.map { "`\($0.name)`\($0.isRequired ? "" : " (optional)"): \($0.summary)" }
        return ["`\(code.rawValue)`", code.meaning, details.joined(separator: " ")]
      }
    ).text
  }
}
