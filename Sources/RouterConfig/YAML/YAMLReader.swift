import ConfigSchema

/// YAML text to a marked tree. Mistakes that leave a tree are collected; the first that does not ends the reading.
package enum YAMLReader {
  /// - Parameter file: the name for messages; nothing is opened.
  /// - Returns: nil without a usable tree. A tree can come with errors: what they concern is `.invalid` in it, so it
  ///   should still be decoded, to report everything at once.
  package static func read(
    _ bytes: [UInt8], file: String, limits: YAMLLimits = YAMLLimits()
  ) -> (ConfigNode?, Diagnostics) {
    read(bytes, source: SourceText(file: file, bytes: bytes.prefix(limits.size)), limits: limits)
  }

  /// The same for text that is at hand.
  package static func read(_ text: String, file: String) -> (ConfigNode?, Diagnostics) {
    read(Array(text.utf8), file: file)
  }

  static func read(
    _ bytes: [UInt8], source: SourceText, limits: YAMLLimits
  ) -> (ConfigNode?, Diagnostics) {
    var builder = YAMLTreeBuilder(file: source.file, limits: limits)
    do throws(YAMLFailure) {
      try refuse(bytes, source.file, limits)
      let parser = YAMLParser(bytes, source: source)
      while try !builder.take(parser.next()) {}
      return (try builder.document(), builder.diagnostics)
    } catch {
      var diagnostics = builder.diagnostics
      diagnostics.add(error.diagnostic)
      diagnostics.hideSecrets(inUnparsed: source, reading: error.lines)
      return (nil, diagnostics)
    }
  }

  /// What can be said without parsing.
  private static func refuse(_ bytes: [UInt8], _ file: String, _ limits: YAMLLimits) throws(YAMLFailure) {
    let start = SourceRange(file: file, at: SourcePosition(line: 1, column: 1))
    guard bytes.count <= limits.size else {
      throw YAMLFailure("cannot read the config: \(FileFailure.tooLarge(limit: limits.size).reason)", at: start)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw YAMLFailure("the file is UTF-16", at: start, help: "save the file as UTF-8")
    }
  }
}
