/// A scalar's text, taken apart at its references.
struct Template: Equatable {
  enum Part: Equatable {
    case text(String)
    case reference(Reference)
    case mistake(ReferenceMistake)
  }

  let parts: [Part]

  init(_ text: String) {
    var parts: [Part] = []
    var literal = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      literal += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        literal += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        if !literal.isEmpty { parts.append(.text(literal)) }
        literal = ""
        parts.append(Self.reference(&rest))
      } else {
        literal += "$"
        rest = rest.dropFirst()
      }
    }
    literal += rest
    if !literal.isEmpty || parts.isEmpty { parts.append(.text(literal)) }
    self.parts = parts
  }

  /// Takes a reference off the front of `rest`, which begins with `${`.
  private static func reference(_ rest: inout Substring) -> Part {
    guard let end = rest.firstIndex(of: "}") else {
      defer { rest = "" }
      return .mistake(.unterminated(String(rest)))
    }
    let inner = rest[..<end].dropFirst(2)
    rest = rest[end...].dropFirst()
    switch Reference.parse(inner) {
    case .success(let reference): return .reference(reference)
    case .failure(let mistake): return .mistake(mistake)
    }
  }
}
