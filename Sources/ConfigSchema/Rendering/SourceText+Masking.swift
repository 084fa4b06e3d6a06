extension SourceText {
  private static let mask = "***"

  /// The whole text with three stars for everything that must not be shown.
  /// - Parameter places: see `Diagnostics.hidden`.
  package func masked(hiding places: Set<SourceRange>) -> String {
    (1...end.line).compactMap { SourceLine($0, of: self, hiding: places).map(Self.masked) }.joined(separator: "\n")
  }

  private static func masked(_ line: SourceLine) -> String {
    var text = ""
    var isHidden = false
    for (index, scalar) in line.scalars.enumerated() {
      let hides = line.hidden.contains { $0.contains(index + 1) }
      if hides, !isHidden { text += mask }
      if !hides { text.unicodeScalars.append(scalar) }
      isHidden = hides
    }
    return text
  }
}
