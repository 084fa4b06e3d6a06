/// A line that is about to be shown, and the columns of it that must not be.
struct SourceLine {
  let scalars: [Unicode.Scalar]
  /// From 1; may reach beyond the end.
  let hidden: [Range<Int>]

  /// Nil beyond the last line.
  init?(_ number: Int, of source: SourceText, hiding places: Set<SourceRange>) {
    guard let text = source.line(number) else { return nil }
    let scalars = Array(text.unicodeScalars)
    let values = places.compactMap { place in
      place.file == source.file ? Self.columns(of: place, on: number) : nil
    }
    let secrets = values.filter { !Self.isReference($0, in: scalars) }
    self.scalars = scalars
    hidden = secrets + Self.hiddenComment(in: scalars, behind: secrets.map(\.upperBound).max())
  }

  private static func columns(of place: SourceRange, on line: Int) -> Range<Int>? {
    guard place.start.line <= line, line <= place.end.line else { return nil }
    let first = place.start.line == line ? place.start.column : 1
    let end = place.end.line == line ? place.end.column : Int.max
    return first <= end ? first..<end : nil
  }

  /// Exactly one `${env:X}` or `${file:x}`: it names a secret without being one. With a default it may be one.
  private static func isReference(_ columns: Range<Int>, in line: [Unicode.Scalar]) -> Bool {
    let text = line[columns.clamped(to: 1..<line.count + 1).shifted]
    let inner = text.drop { "\"'".unicodeScalars.contains($0) }.prefix { !"\"'".unicodeScalars.contains($0) }
    guard inner.starts(with: "${".unicodeScalars), inner.firstIndex(of: "}") == inner.indices.last else { return false }
    let name = inner.dropFirst(2)
    return !name.contains("$") && !zip(name, name.dropFirst()).contains { $0 == ":" && $1 == "-" }
  }

  /// A comment is hidden behind a secret, because an unquoted password with a '#' in it looks so, and when it speaks of
  /// one, as an entry that is commented out does.
  private static func hiddenComment(in line: [Unicode.Scalar], behind end: Int?) -> [Range<Int>] {
    let first = max(0, (end ?? 1) - 1)
    guard first < line.count, let start = (first..<line.count).first(where: { isComment($0, in: line) }) else {
      return []
    }
    let text = String(String.UnicodeScalarView(line[start...]))
    return end != nil || SecretWords.end(in: text) != nil ? [start + 1..<Int.max] : []
  }

  /// YAML 1.2, section 6.6: a '#' at the start or behind white space.
  private static func isComment(_ index: Int, in line: [Unicode.Scalar]) -> Bool {
    line[index] == "#" && (index == 0 || line[index - 1] == " " || line[index - 1] == "\t")
  }
}

extension Range<Int> {
  /// Columns count from 1, indices from 0.
  fileprivate var shifted: Range<Int> { lowerBound - 1..<upperBound - 1 }
}
