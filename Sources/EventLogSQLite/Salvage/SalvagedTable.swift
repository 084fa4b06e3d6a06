/// The log's tables whose rows have checksums, as they are stored (see `Schema`).
enum SalvagedTable: String, CaseIterable, Sendable {
  case entry, decision, form, config
  case deadLetter = "dead_letter"
  case cursor

  enum Column {
    /// The integer primary key: a row's number in the tree, NULL in its record.
    case key
    case integer, text, blob
    case optionalInteger, optionalText
  }

  /// In their order; the last one is the checksum. No record fits two tables.
  var columns: [Column] {
    switch self {
    case .entry: [.key, .integer, .text, .optionalText, .text, .integer, .text, .optionalText, .text, .integer]
    case .decision: [.key, .integer, .integer, .integer, .integer, .blob, .text, .integer]
    case .form: [.key, .integer, .text, .integer]
    case .config: [.key, .text, .text, .text, .text, .integer]
    case .deadLetter:
      [
        .key, .integer, .text, .integer, .integer, .text, .integer, .optionalText, .optionalInteger, .optionalText,
        .optionalText, .optionalText, .integer,
      ]
    case .cursor: [.text, .integer, .integer, .integer]
    }
  }
}
