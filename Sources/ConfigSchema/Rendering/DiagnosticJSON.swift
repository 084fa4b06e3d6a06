/// Diagnostics for programs: one JSON object with the same content as the text form, without source lines.
package enum DiagnosticJSON {
  /// `{"file", "ok", "errors", "warnings", "diagnostics": […]}`, indented. Lines and columns count from 1, ends are
  /// exclusive.
  package static func render(_ diagnostics: Diagnostics, of file: String) -> String {
    JSONText.object([
      ("file", .string(file)),
      ("ok", .boolean(!diagnostics.hasErrors)),
      ("errors", .integer(diagnostics.errorCount)),
      ("warnings", .integer(diagnostics.warningCount)),
      ("diagnostics", .array(diagnostics.sorted.map(json))),
    ]).rendered
  }

  private static func json(_ diagnostic: Diagnostic) -> JSONText {
    let range = diagnostic.range
    return .object([
      ("severity", .string(diagnostic.severity.rawValue)),
      ("message", .string(diagnostic.message)),
      ("file", .optional(range?.file, JSONText.string)),
      ("line", .optional(range?.start.line, JSONText.integer)),
      ("column", .optional(range?.start.column, JSONText.integer)),
      ("endLine", .optional(range?.end.line, JSONText.integer)),
      ("endColumn", .optional(range?.end.column, JSONText.integer)),
      ("help", .optional(diagnostic.help, JSONText.string)),
    ])
  }
}
