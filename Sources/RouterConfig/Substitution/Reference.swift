import ConfigSchema

/// What stands between `${` and `}`.
struct Reference: Equatable {
  enum Kind: Equatable {
    case environment(name: String, default: String?)
    case file(path: String)
  }

  let kind: Kind
  /// As written, to find its place.
  let text: String
}

/// A reference that cannot be understood, in words for the user.
struct ReferenceMistake: Error, Equatable {
  let message: String
  let help: String?
  let text: String
}

extension Reference {
  private static let kinds = ["env", "file"]

  /// - Parameter inner: the text without `${` and `}`.
  static func parse(_ inner: Substring) -> Result<Reference, ReferenceMistake> {
    let text = "${\(inner)}"
    let parts = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return .failure(.kindless(parts[0], text)) }
    if parts[1].contains("${") { return .failure(.nested(text)) }
    switch parts[0] {
    case "env": return environment(parts[1], text)
    case "file" where !parts[1].isEmpty: return .success(Reference(kind: .file(path: String(parts[1])), text: text))
    case "file": return .failure(ReferenceMistake(message: "'${file:}' needs a path", help: nil, text: text))
    default: return .failure(.unknown(parts[0], text))
    }
  }

  private static func environment(_ rest: Substring, _ text: String) -> Result<Reference, ReferenceMistake> {
    let name = rest.prefix { $0 != ":" }
    let tail = rest.dropFirst(name.count)
    guard isVariable(name), tail.isEmpty || tail.hasPrefix(":-") else { return .failure(.malformedVariable(text)) }
    let fallback = tail.isEmpty ? nil : String(tail.dropFirst(2))
    return .success(Reference(kind: .environment(name: String(name), default: fallback), text: text))
  }

  fileprivate static func isVariable(_ name: Substring) -> Bool {
    guard let first = name.first, !first.isNumber else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}

extension ReferenceMistake {
  private static let escape = "write $${ for the two characters ${"

  static func unterminated(_ text: String) -> ReferenceMistake {
    ReferenceMistake(message: "the reference '${' has no closing '}'", help: escape, text: text)
  }

  fileprivate static func nested(_ text: String) -> ReferenceMistake {
    ReferenceMistake(message: "a reference cannot stand inside another", help: nil, text: text)
  }

  fileprivate static func kindless(_ name: Substring, _ text: String) -> ReferenceMistake {
    let suggestion = "did you mean '${env:\(name)}'? To mean the text itself, \(escape)"
    let help = Reference.isVariable(name) ? suggestion : escape
    return ReferenceMistake(message: "a reference needs a kind, as in '${env:NAME}'", help: help, text: text)
  }

  fileprivate static func unknown(_ kind: Substring, _ text: String) -> ReferenceMistake {
    let known = Suggestion.nearest(to: String(kind), among: ["env", "file"]).map { "did you mean '${\($0):…}'?" }
    return ReferenceMistake(
      message: "unknown kind of reference '${\(kind):…}'", help: known ?? "known are ${env:…} and ${file:…}; \(escape)",
      text: text)
  }

  fileprivate static func malformedVariable(_ text: String) -> ReferenceMistake {
    ReferenceMistake(
      message: "not a reference to an environment variable",
      help: "write ${env:NAME} or ${env:NAME:-default}; names have letters, digits and '_'", text: text)
  }
}
