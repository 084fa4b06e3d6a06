import GRDB
import RouterCore

/// Which insights are meant: all conditions hold together.
struct InsightFilter: Sendable {
  private var parts: [String] = []
  private var values: [any DatabaseValueConvertible & Sendable] = []

  /// In SQL; never empty.
  var condition: String { parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ") }
  var arguments: StatementArguments { StatementArguments(values) }

  /// - Parameter column: a name of the program's own.
  mutating func require(_ column: String, is value: String?) {
    guard let value else { return }
    parts.append("\(column) = ?")
    values.append(value)
  }

  mutating func require(priority: InsightPriority?) {
    guard let priority else { return }
    parts.append("priority = ?")
    values.append(priority.rank)
  }

  mutating func require(atLeast priority: InsightPriority?) {
    guard let priority else { return }
    parts.append("priority >= ?")
    values.append(priority.rank)
  }

  mutating func require(acknowledged: Bool?) {
    guard let acknowledged else { return }
    parts.append("acknowledged_at IS \(acknowledged ? "NOT " : "")NULL")
  }

  /// - Parameter before: not included.
  mutating func require(createdFrom start: Timestamp?, before end: Timestamp? = nil) {
    if let start {
      parts.append("created_at >= ?")
      values.append(start.microseconds)
    }
    if let end {
      parts.append("created_at < ?")
      values.append(end.microseconds)
    }
  }

  /// Those that were open at a moment.
  mutating func require(openAt time: Timestamp) {
    parts.append("created_at <= ? AND (acknowledged_at IS NULL OR acknowledged_at > ?)")
    values += [time.microseconds, time.microseconds]
  }

  /// Part of the type, the description or a recommendation, whatever the case of ASCII letters.
  mutating func require(text: String?) {
    guard let text else { return }
    var pattern = "%"
    for character in text {
      if ["%", "_", "\\"].contains(character) { pattern.append("\\") }
      pattern.append(character)
    }
    pattern.append("%")
    let like = #"LIKE ? ESCAPE '\'"#
    let listed = "EXISTS (SELECT 1 FROM json_each(recommendations) WHERE value \(like))"
    parts.append("(type \(like) OR description \(like) OR \(listed))")
    values += [pattern, pattern, pattern]
  }
}
