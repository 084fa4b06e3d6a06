/// Reading the line formats of /proc.
extension StringProtocol {
  /// The words.
  var fields: [SubSequence] { split(whereSeparator: \.isWhitespace) }

  var lines: [SubSequence] { split(separator: "\n") }

  /// The number in the `Name:   123 kB` line with this name.
  func number(labelled label: String) -> UInt64? {
    for line in lines where line.hasPrefix(label) {
      let rest = line.dropFirst(label.count)
      guard rest.first == ":" || rest.first == " " || rest.first == "\t" else { continue }
      return rest.drop { $0 == ":" || $0 == " " || $0 == "\t" }.fields.first.flatMap { UInt64($0) }
    }
    return nil
  }
}
