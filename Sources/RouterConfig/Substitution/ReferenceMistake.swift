import ConfigSchema

/// A reference that cannot be understood or has no value, in words for the user.
struct ReferenceMistake: Error, Equatable {
  let message: String
  let help: String?
  let text: String
}

extension ReferenceMistake {
  private static let escape = "write $${ for the two characters ${"

  static func unterminated(_ text: String) -> ReferenceMistake {
    ReferenceMistake(message: "the reference '${' has no closing '}'", help: escape, text: text)
  }

  static func nested(_ text: String) -> ReferenceMistake {
    ReferenceMistake(message: "a reference cannot stand inside another", help: nil, text: text)
  }

  static func kindless(_ name: Substring, _ text: String) -> ReferenceMistake {
    let suggestion = "did you mean '${env:\(name)}'? To mean the text itself, \(escape)"
    let help = Reference.isVariable(name) ? suggestion : escape
    return ReferenceMistake(message: "a reference needs a kind, as in '${env:NAME}'", help: help, text: text)
  }

  static func unknown(_ kind: Substring, _ text: String) -> ReferenceMistake {
    let known = Suggestion.nearest(to: String(kind), among: ["env", "file"]).map { "did you mean '${\($0):…}'?" }
    return ReferenceMistake(
      message: "unknown kind of reference '${\(kind):…}'", help: known ?? "known are ${env:…} and ${file:…}; \(escape)",
      text: text)
  }

  static func malformedVariable(_ text: String) -> ReferenceMistake {
    ReferenceMistake(
      message: "not a reference to an environment variable",
      help: "write ${env:NAME} or ${env:NAME:-default}; names have letters, digits and '_'", text: text)
  }

  static func unset(_ name: String, _ text: String) -> ReferenceMistake {
    ReferenceMistake(
      message: "the environment variable '\(name)' is not set",
      help: "set it, or give a default: ${env:\(name):-default}", text: text)
  }

  static func unreadable(_ path: String, _ reason: String, _ text: String) -> ReferenceMistake {
    ReferenceMistake(message: "cannot read '\(path)': \(reason)", help: nil, text: text)
  }

  static func exceeded(_ limit: Int, _ text: String) -> ReferenceMistake {
    let size = ByteSize(bytes: limit).configText ?? ""
    return ReferenceMistake(message: "references put in more than \(size) altogether", help: nil, text: text)
  }
}
