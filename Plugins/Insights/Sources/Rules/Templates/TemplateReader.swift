import ConfigSchema

/// Reads a template: `{name}` and `{name:-fallback}` are places, `{{` is a brace.
struct TemplateReader {
  struct Problem: Equatable {
    let message: String
    let help: String?
  }

  private var rest: Substring
  private(set) var problems: [Problem] = []

  init(_ text: String) { rest = text[...] }

  mutating func template() -> Template {
    var parts: [Template.Part] = []
    var text = ""
    while let character = rest.popFirst() {
      if character == "{", rest.first != "{" {
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        if let place = place() { parts.append(place) }
      } else {
        if character == "{" { rest.removeFirst() }
        text.append(character)
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return Template(parts)
  }

  private mutating func place() -> Template.Part? {
    guard let end = rest.firstIndex(of: "}") else {
      problems.append(Problem(message: "a placeholder lacks its '}'", help: "a brace itself is written '{{'"))
      rest = ""
      return nil
    }
    let inner = rest[..<end]
    rest = rest[rest.index(after: end)...]
    let mark = inner.firstRange(of: ":-")
    let name = String(mark.map { inner[..<$0.lowerBound] } ?? inner)
    let fallback = mark.map { String(inner[$0.upperBound...]) }
    guard let place = Placeholder(name) else {
      problems.append(
        Problem(
          message: "unknown placeholder '{\(name)}'", help: Suggestion.help(for: name, among: Placeholder.names)))
      return nil
    }
    return .place(place, fallback: fallback)
  }
}
