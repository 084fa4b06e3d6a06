/// A place in a config file. Lines and columns count from 1; a column is a Unicode scalar, as editors show it.
package struct SourcePosition: Sendable, Hashable, Comparable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// For the middle of a sentence.
  package var phrase: String { "line \(line), column \(column)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A stretch of a config file, `end` exclusive.
package struct SourceRange: Sendable, Hashable {
  package let file: String
  package let start: SourcePosition
  package let end: SourcePosition

  package init(file: String, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// A point.
  package init(file: String, at position: SourcePosition) {
    self.init(file: file, start: position, end: position)
  }

  /// `file:line:column`, the form that editors and terminals make clickable.
  package var location: String { "\(file):\(start.line):\(start.column)" }
}
