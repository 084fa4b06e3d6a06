/// A table in a page.
struct MarkdownTable {
  private let head: [String]
  private let rows: [[String]]

  init(_ head: [String], _ rows: [[String]]) { (self.head, self.rows) = (head, rows) }

  /// Ends with a line feed.
  var text: String {
    ([head, head.map { _ in "---" }] + rows).map { cells in
      "| \(cells.map { $0.replacing("|", with: #"\|"#) }.joined(separator: " | ")) |\n"
    }.joined()
  }
}
