/// Documents that need no scan, for edits and constants.
extension JSONDocument {
  package static let null = scalar(.null) { $0.null() }

  package static func string(_ value: String) -> JSONDocument { scalar(.string) { $0.value(value) } }
  package static func int(_ value: Int) -> JSONDocument { scalar(.number) { $0.value(value) } }
  package static func bool(_ value: Bool) -> JSONDocument { scalar(.boolean, flag: value) { $0.value(value) } }

  /// NaN and the infinities become null.
  package static func double(_ value: Double) -> JSONDocument {
    value.isFinite ? scalar(.number, flag: true) { $0.value(value) } : null
  }

  private static func scalar(
    _ kind: JSONKind, flag: Bool = false, _ write: (inout JSONWriter) -> Void
  ) -> JSONDocument {
    var writer = JSONWriter(capacity: 32)
    write(&writer)
    let bytes = writer.bytes
    let hasEscapes = kind == .string && bytes.contains(UInt8(ascii: "\\"))
    return JSONDocument(
      bytes: bytes, tokens: [JSONToken(kind, from: 0, to: bytes.count, next: 1, flag: flag || hasEscapes)])
  }

  /// What `write` writes. Throws if that is no JSON or exceeds the limits.
  package init(limits: JSONLimits = .standard, writing write: (inout JSONWriter) -> Void) throws(JSONError) {
    var writer = JSONWriter()
    write(&writer)
    try self.init(parsing: writer.bytes, limits: limits)
  }
}
