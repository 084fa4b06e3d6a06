/// Something that is wrong with a log file.
package struct LogFinding: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// SQLite's own check of the file failed, or a part of it cannot be read.
    case structure
    /// A row is not as it was written.
    case checksum
    /// Rows do not fit each other.
    case consistency
  }

  package let kind: Kind
  /// The table; nil for the file as a whole.
  package let table: String?
  package let text: String
}

/// What a check of a log file found.
package struct LogCheck: Sendable {
  /// Rows that are whole, by table.
  package internal(set) var whole: [(table: String, rows: Int)] = []
  /// The first ones.
  package internal(set) var findings: [LogFinding] = []
  /// All of them, by kind.
  package internal(set) var counts: [LogFinding.Kind: Int] = [:]

  /// How many findings are kept.
  package static let limit = 1000

  package var isSound: Bool { counts.isEmpty }

  mutating func add(_ kind: LogFinding.Kind, in table: String? = nil, _ text: String) {
    counts[kind, default: 0] += 1
    if findings.count < Self.limit { findings.append(LogFinding(kind: kind, table: table, text: text)) }
  }
}
