import ConfigSchema

/// What a person usually did when libyaml complains in its own words.
enum YAMLSyntaxHelp {
  static func help(for problem: String, at position: SourcePosition, in source: SourceText) -> String? {
    switch problem {
    case "found character that cannot start any token":
      character(at: position, in: source) == "\t"
        ? "indent with spaces, not tabs" : "put the value in quotes"
    case "mapping values are not allowed in this context":
      "put a value that contains ': ' in quotes; otherwise check the indentation"
    case "could not find expected ':'": "every key needs a ':' and a space; check the indentation too"
    case "did not find expected key": "check the indentation of this line and of the one before"
    case "found unexpected end of stream": "put the closing quote where the value ends"
    case "did not find expected node content": "a value is missing here, or a special character needs quotes"
    case "did not find expected ',' or ']'": "a list in brackets needs commas between its items and a ']' at its end"
    case "did not find expected ',' or '}'": "a mapping in braces needs commas between its keys and a '}' at its end"
    case "did not find expected alphabetic or numeric character": "put a value that begins with '*' or '&' in quotes"
    case "found unknown escape character": "in single quotes a backslash is an ordinary character"
    default: nil
    }
  }

  private static func character(at position: SourcePosition, in source: SourceText) -> Unicode.Scalar? {
    source.line(position.line)?.unicodeScalars.dropFirst(position.column - 1).first
  }
}
