/// Columns for people: as wide as what is in them, numbers to the right.
struct TextTable {
  private var rows: [[String]] = []
  private let rightAligned: Set<Int>

  init(rightAligned: Set<Int> = []) { self.rightAligned = rightAligned }

  mutating func add(_ cells: String...) { rows.append(cells) }

  var text: String {
    let widths = rows.reduce(into: [Int]()) { widths, row in
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.count)
      }
    }
    return rows.map { row in
      let cells = row.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return rightAligned.contains(index) ? space + cell : cell + space
      }
      return "  " + cells.joined(separator: "  ").replacing(/\ +$/, with: "") + "\n"
    }.joined()
  }
}
