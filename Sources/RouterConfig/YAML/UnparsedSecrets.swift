import ConfigSchema

extension Diagnostics {
  /// More lines than are ever shown; the others are hidden without a look, because looking takes time.
  private static let inspected = 200

  /// A file that does not parse cannot be asked which of its values are secret. On every reported line, what stands
  /// behind a word such as "password", or belongs to one further up, is taken for one.
  ///
  /// - Parameter lines: the one value in whose middle reading stopped.
  mutating func hideSecrets(inUnparsed source: SourceText, reading lines: ClosedRange<Int>) {
    let reported = Set(all.compactMap(\.range?.start.line)).sorted()
    for line in reported.dropFirst(Self.inspected) { hide(source.range(ofLine: line, from: 1)) }
    for line in reported.prefix(Self.inspected) {
      guard let text = source.line(line) else { continue }
      let isInsideSecret = source.continuesSecret(line) || (line == lines.upperBound && source.hasSecret(in: lines))
      if let column = isInsideSecret ? 1 : SecretWords.end(in: text) {
        hide(source.range(ofLine: line, from: column))
      }
    }
  }
}

extension SourceText {
  /// Longer than any key in PEM form; bounds the work.
  private static let reach = 200

  fileprivate func range(ofLine line: Int, from column: Int) -> SourceRange {
    let end = (self.line(line)?.unicodeScalars.count ?? 0) + 1
    return SourceRange(
      file: file, start: SourcePosition(line: line, column: column), end: SourcePosition(line: line, column: end))
  }

  /// Whether a value that began on an earlier line began behind such a word.
  fileprivate func hasSecret(in lines: ClosedRange<Int>) -> Bool {
    lines.dropLast().contains { line in self.line(line).map { SecretWords.end(in: $0) != nil } ?? false }
  }

  /// Whether a line is indented below such a word, or has no key of its own and follows one: indentation may be what
  /// is wrong with the file.
  fileprivate func continuesSecret(_ number: Int) -> Bool {
    guard let line = line(number) else { return false }
    var indent = Self.indent(line)
    var isKeyless = !Self.hasKey(line)
    for above in stride(from: number - 1, to: max(0, number - Self.reach), by: -1) where indent > 0 || isKeyless {
      guard let line = self.line(above), !line.allSatisfy({ $0 == " " }) else { continue }
      let isParent = Self.indent(line) < indent
      if isParent || isKeyless, SecretWords.end(in: line) != nil { return true }
      indent = min(indent, Self.indent(line))
      isKeyless = isKeyless && !Self.hasKey(line)
    }
    return false
  }

  private static func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

  /// Whether a line begins as `key:` does.
  private static func hasKey(_ line: String) -> Bool {
    let start = line.drop { " -?{[\"'".contains($0) }
    let key = start.prefix { $0.isLetter || $0.isNumber || "_-\"'".contains($0) }
    return !key.isEmpty && start.dropFirst(key.count).first == ":"
  }
}
