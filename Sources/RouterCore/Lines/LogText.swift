/// Foreign text for a line of a log: without control characters, which terminals obey, and not longer than is read.
package struct LogText: Sendable, CustomStringConvertible {
  package let description: String

  /// - Parameter limit: characters that are kept.
  package init(_ bytes: some Collection<UInt8>, limit: Int = 500) {
    // A character has four bytes at most.
    let text = String(decoding: bytes.prefix(limit * 4), as: UTF8.self)
    let scalars = text.unicodeScalars.map { Self.isControl($0) ? " " : Character($0) }
    description = String(scalars.prefix(limit)) + (scalars.count > limit || bytes.count > limit * 4 ? "…" : "")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format: true
    default: false
    }
  }
}
