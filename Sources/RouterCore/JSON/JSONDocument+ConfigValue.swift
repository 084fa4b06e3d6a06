import ConfigSchema

/// A JSON value written in a config as YAML. Numbers keep their digits.
extension JSONDocument: ConfigValue {
  /// Less than messages may have, so that a value fits into one.
  private static let limits = JSONLimits(maxDepth: 32, maxBytes: 1 << 16)

  package static var shape: ConfigShape { .anything(phrase: "any value") }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> JSONDocument? {
    var writer = JSONWriter()
    guard write(node, to: &writer, &diagnostics) else { return nil }
    do {
      return try JSONDocument(parsing: writer.bytes, limits: limits)
    } catch {
      diagnostics.error("the value is no JSON value: \(error.reason)", at: node.range)
      return nil
    }
  }

  /// As deep as the reader of configs allows.
  private static func write(
    _ node: ConfigNode, to writer: inout JSONWriter, _ diagnostics: inout Diagnostics
  ) -> Bool {
    switch node.value {
    case .invalid: return false
    case .scalar(let scalar): return write(scalar, node, to: &writer, &diagnostics)
    case .sequence(let nodes):
      writer.beginArray()
      let results = nodes.map { write($0, to: &writer, &diagnostics) }
      writer.endArray()
      return !results.contains(false)
    case .mapping(let entries):
      writer.beginObject()
      let results = entries.map { entry in
        writer.key(entry.key.value)
        return write(entry.value, to: &writer, &diagnostics)
      }
      writer.endObject()
      return !results.contains(false)
    }
  }

  private static func write(
    _ scalar: ConfigNode.Scalar, _ node: ConfigNode, to writer: inout JSONWriter, _ diagnostics: inout Diagnostics
  ) -> Bool {
    guard scalar.isPlain, !scalar.isSubstituted, !node.isNull else {
      node.isNull ? writer.null() : writer.value(scalar.text)
      return true
    }
    if let flag = Bool(scalar.text) {
      writer.value(flag)
    } else if ["yes", "no", "on", "off", "True", "False"].contains(scalar.text) {
      diagnostics.error("this is no JSON value", at: node.range, help: "write true or false, or a text in quotes")
      return false
    } else if let number = try? JSONDocument(parsing: scalar.text), number.root.kind == .number {
      writer.value(number.root)
    } else if Double(scalar.text) != nil {
      diagnostics.error(
        "this number is not written as JSON writes numbers", at: node.range,
        help: "as in 7, -0.5 or 1e3; a text stands in quotes")
      return false
    } else {
      writer.value(scalar.text)
    }
    return true
  }
}
