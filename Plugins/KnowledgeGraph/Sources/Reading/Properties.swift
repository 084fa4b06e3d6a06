import RouterCore

/// The properties of an entity or a relationship: a JSON object, kept byte for byte.
enum Properties {
  static let longest = 32_768
  /// Less than a message may have: properties stand within events and lists.
  static let deepest = 32
  static let empty = Array("{}".utf8)
  static let summary = "Any members; at most \(longest) bytes and \(deepest) levels. Kept as they are written."

  /// What is wrong with a text that is JSON; nil if nothing.
  static func mistake(in text: [UInt8]) -> String? {
    if text.count > longest { return "are too long: \(text.count) bytes are more than the \(longest) allowed" }
    do throws(JSONError) {
      _ = try JSONDocument(parsing: text, limits: JSONLimits(maxDepth: deepest))
    } catch {
      return "\(error.reason)"
    }
    return nil
  }
}

extension BodyReader {
  /// Nil when they are left out; none when they are null.
  mutating func properties() -> [UInt8]? {
    guard let node = body["properties"] else { return nil }
    return checked(node.isNull ? Properties.empty : Array(node.text))
  }

  /// The properties after a merge patch (RFC 7396).
  /// - Parameter old: what they were.
  mutating func properties(patching old: [UInt8]) throws -> [UInt8] {
    guard let patch = body["properties"] else { return old }
    if patch.isNull { return Properties.empty }
    let before = try JSONDocument(parsing: old)
    let after = try before.root.merged(with: patch)
    // The text of what means the same stays, and so does the version.
    return after.root.isEqual(to: before.root) ? old : checked(after.bytes)
  }

  private mutating func checked(_ text: [UInt8]) -> [UInt8] {
    if let mistake = Properties.mistake(in: text) { add("properties", mistake) }
    return text
  }
}

extension FieldChange {
  /// Nil when they mean the same.
  static func properties(_ old: [UInt8], _ new: [UInt8]) -> FieldChange? {
    if old == new { return nil }
    if let before = try? JSONDocument(parsing: old), let after = try? JSONDocument(parsing: new),
      before.root.isEqual(to: after.root)
    {
      return nil
    }
    return FieldChange(name: "properties", value: new)
  }
}
