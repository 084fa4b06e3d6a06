import ConfigSchema

/// Puts values in the place of `${env:X}`, `${env:X:-default}` and `${file:path}`.
///
/// Works on scalars of the finished tree, so marks survive and a value stays one scalar whatever it contains. As in a
/// shell, the default also stands in for a variable that is set to nothing.
struct Substitution {
  /// Bytes that all references together may put in: a file can be named very often.
  private static let limit = 4 << 20

  private let values: SubstitutionSource
  /// Of the config file, with a slash at its end; empty for the working directory.
  private let folder: String
  private var places: ReferencePlaces
  private var size = 0
  private(set) var diagnostics = Diagnostics()

  init(_ values: SubstitutionSource, in source: SourceText) {
    self.values = values
    places = ReferencePlaces(in: source)
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
    let values = parts.map { resolve($0, at: range) }
    guard !values.contains(nil) else { return ConfigNode(.invalid, at: range) }
    let isSubstituted = parts.contains { if case .reference = $0 { true } else { false } }
    let text = values.compactMap { $0 }.joined()
    return ConfigNode(
      .scalar(ConfigNode.Scalar(text, isPlain: scalar.isPlain, isSubstituted: isSubstituted)), at: range)
  }

  /// Nil after an error.
  private mutating func resolve(_ part: Template.Part, at range: SourceRange) -> String? {
    do throws(ReferenceMistake) {
      switch part {
      case .text(let text): return text
      case .mistake(let mistake): throw mistake
      case .reference(let reference): return try value(of: reference)
      }
    } catch {
      diagnostics.error(error.message, at: places.find(error.text, in: range), help: error.help)
      return nil
    }
  }

  private mutating func value(of reference: Reference) throws(ReferenceMistake) -> String {
    // Once it is exceeded nothing more is looked up.
    guard size <= Self.limit else { throw .exceeded(Self.limit, reference.text) }
    let value = try lookUp(reference)
    size += value.utf8.count
    guard size <= Self.limit else { throw .exceeded(Self.limit, reference.text) }
    return value
  }

  private func lookUp(_ reference: Reference) throws(ReferenceMistake) -> String {
    switch reference.kind {
    case .environment(let name, nil):
      guard let value = values.environment(name) else { throw .unset(name, reference.text) }
      return value
    case .environment(let name, let fallback?):
      return values.environment(name).flatMap { $0.isEmpty ? nil : $0 } ?? fallback
    case .file(let path): return try contents(of: path.hasPrefix("/") ? path : folder + path, reference.text)
    }
  }

  private func contents(of path: String, _ reference: String) throws(ReferenceMistake) -> String {
    do throws(FileFailure) {
      if let text = Self.text(try values.file(path)) { return text }
    } catch {
      throw .unreadable(path, error.reason, reference)
    }
    throw .unreadable(path, "it is not a UTF-8 text", reference)
  }

  /// Without the one line end that editors put behind the last line; nil for what is no text.
  private static func text(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains("\0") else { return nil }
    return text.last?.isNewline == true ? String(text.dropLast()) : text
  }
}
