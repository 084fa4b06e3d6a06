import ConfigSchema

/// Puts values in the place of `${env:X}`, `${env:X:-default}` and `${file:path}`.
///
/// Works on scalars of the finished tree, so marks survive and a value stays one scalar whatever it contains. As in a
/// shell, the default also stands in for a variable that is set to nothing.
struct Substitution {
  private let values: SubstitutionSource
  private let source: SourceText
  /// Of the config file, with a slash at its end; empty for the working directory.
  private let folder: String
  private(set) var diagnostics = Diagnostics()

  init(_ values: SubstitutionSource, in source: SourceText) {
    self.values = values
    self.source = source
    folder = source.file.lastIndex(of: "/").map { String(source.file[...$0]) } ?? ""
  }

  /// Recursion is as deep as the reader allows trees to be.
  mutating func apply(to node: ConfigNode) -> ConfigNode {
    switch node.value {
    case .scalar(let scalar) where scalar.text.contains("${"): substitute(scalar, at: node.range)
    case .scalar, .invalid: node
    case .sequence(let nodes): ConfigNode(.sequence(nodes.map { apply(to: $0) }), at: node.range)
    case .mapping(let entries):
      ConfigNode(.mapping(entries.map { ConfigNode.Entry(key: $0.key, value: apply(to: $0.value)) }), at: node.range)
    }
  }

  private mutating func substitute(_ scalar: ConfigNode.Scalar, at range: SourceRange) -> ConfigNode {
    let parts = Template(scalar.text).parts
    let values = parts.map { value(of: $0, at: range) }
    guard !values.contains(nil) else { return ConfigNode(.invalid, at: range) }
    let isSubstituted = parts.contains { if case .reference = $0 { true } else { false } }
    let text = values.compactMap { $0 }.joined()
    return ConfigNode(
      .scalar(ConfigNode.Scalar(text, isPlain: scalar.isPlain, isSubstituted: isSubstituted)), at: range)
  }

  /// Nil after an error.
  private mutating func value(of part: Template.Part, at range: SourceRange) -> String? {
    switch part {
    case .text(let text): return text
    case .mistake(let mistake):
      diagnostics.error(mistake.message, at: place(of: mistake.text, in: range), help: mistake.help)
      return nil
    case .reference(let reference):
      let place = place(of: reference.text, in: range)
      switch reference.kind {
      case .environment(let name, let fallback): return variable(name, fallback, at: place)
      case .file(let path): return contents(of: path, at: place)
      }
    }
  }

  private mutating func variable(_ name: String, _ fallback: String?, at place: SourceRange) -> String? {
    let value = values.environment(name)
    if let fallback { return value.flatMap { $0.isEmpty ? nil : $0 } ?? fallback }
    if let value { return value }
    diagnostics.error(
      "the environment variable '\(name)' is not set", at: place,
      help: "set it, or give a default: ${env:\(name):-default}")
    return nil
  }

  private mutating func contents(of path: String, at place: SourceRange) -> String? {
    let path = path.hasPrefix("/") ? path : folder + path
    do throws(FileFailure) {
      if let text = Self.text(try values.file(path)) { return text }
      diagnostics.error("cannot read '\(path)': it is not a UTF-8 text", at: place)
    } catch {
      diagnostics.error("cannot read '\(path)': \(error.reason)", at: place)
    }
    return nil
  }

  /// Without the one line end that editors put behind the last line; nil for what is no text.
  private static func text(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains("\0") else { return nil }
    return text.last?.isNewline == true ? String(text.dropLast()) : text
  }

  /// Where the reference stands. An escape or a line break before it makes that the whole scalar.
  private func place(of text: String, in range: SourceRange) -> SourceRange {
    source.find(text, in: range) ?? range
  }
}
