import ConfigSchema

/// A config file, read and substituted, not yet decoded.
package struct ConfigFile: Sendable {
  /// What messages show of it.
  package let source: SourceText
  /// Nil when there is no usable tree; `diagnostics` then has the reason. Otherwise worth decoding even after errors:
  /// what they concern is `.invalid` and gives no second message.
  package let root: ConfigNode?
  package let diagnostics: Diagnostics

  /// Reads at most one byte more than the limit.
  package static func load(_ path: String, substituting values: SubstitutionSource = .process) -> ConfigFile {
    let limits = YAMLLimits()
    do throws(FileFailure) {
      return parse(try BoundedFile.contents(of: path, limit: limits.size), file: path, substituting: values)
    } catch {
      return ConfigFile(file: path, failure: error)
    }
  }

  /// - Parameter file: its name in messages, and the base of relative paths in `${file:…}`.
  package static func parse(_ bytes: [UInt8], file: String, substituting values: SubstitutionSource) -> ConfigFile {
    let limits = YAMLLimits()
    let source = SourceText(file: file, bytes: bytes.prefix(limits.size))
    let (root, diagnostics) = YAMLReader.read(bytes, source: source, limits: limits)
    var substitution = Substitution(values, in: source)
    let substituted = root.map { substitution.apply(to: $0) }
    return ConfigFile(source: source, root: substituted, diagnostics: diagnostics + substitution.diagnostics)
  }

  private init(source: SourceText, root: ConfigNode?, diagnostics: Diagnostics) {
    self.source = source
    self.root = root
    self.diagnostics = diagnostics
  }

  private init(file: String, failure: FileFailure) {
    var diagnostics = Diagnostics()
    diagnostics.error(
      "cannot read the config: \(failure.reason)", at: SourceRange(file: file, at: SourcePosition(line: 1, column: 1)))
    self.init(source: SourceText(file: file, text: ""), root: nil, diagnostics: diagnostics)
  }
}
