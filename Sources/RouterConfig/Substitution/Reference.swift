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

extension Reference {
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

  static func isVariable(_ name: Substring) -> Bool {
    guard let first = name.first, !first.isNumber else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
