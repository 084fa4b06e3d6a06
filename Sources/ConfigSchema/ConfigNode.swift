/// A config document as read, before anything is known about its meaning: a tree whose every part knows its place.
package struct ConfigNode: Sendable {
  /// What a node is.
  package enum Value: Sendable {
    case scalar(Scalar)
    case sequence([ConfigNode])
    /// Entries in file order; the reader has reported duplicate keys and kept the first.
    case mapping([Entry])
    /// Something that could not be read and is already reported: decoders give nil and say nothing more.
    case invalid
  }

  /// A text with what YAML said about it.
  package struct Scalar: Sendable {
    package let text: String
    /// Quoted and block scalars are always strings; only a plain one can be a null, a boolean or a number.
    package let isPlain: Bool
    /// The text came from a file or the environment, so it must not be shown in messages.
    package let isSubstituted: Bool

    package init(_ text: String, isPlain: Bool = true, isSubstituted: Bool = false) {
      self.text = text
      self.isPlain = isPlain
      self.isSubstituted = isSubstituted
    }
  }

  /// A key and its value.
  package struct Entry: Sendable {
    package let key: Located<String>
    package let value: ConfigNode

    package init(key: Located<String>, value: ConfigNode) {
      self.key = key
      self.value = value
    }
  }

  package let value: Value
  package let range: SourceRange

  package init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }

  /// YAML's null: `~`, `null` or nothing at all after a key.
  package var isNull: Bool {
    // A variable that happens to hold "null" or nothing is text: what comes from outside never changes the structure.
    guard case .scalar(let scalar) = value, scalar.isPlain, !scalar.isSubstituted else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
  }

  /// Of a mapping, in file order; nil for anything else.
  package var entries: [Entry]? {
    guard case .mapping(let entries) = value else { return nil }
    return entries
  }

  /// Of a list; nil for anything else.
  package var elements: [ConfigNode]? {
    guard case .sequence(let elements) = value else { return nil }
    return elements
  }

  /// Nil for a list or mapping.
  package var scalar: Scalar? {
    guard case .scalar(let scalar) = value else { return nil }
    return scalar
  }

  /// The value of a key of a mapping; nil if there is none. Takes as long as the mapping is.
  package subscript(key: String) -> ConfigNode? {
    entries?.first { $0.key.value == key }?.value
  }

  /// The same mapping without some keys: what a component's own config sees once the engine has taken its share.
  package func removing(_ keys: Set<String>) -> ConfigNode {
    guard let entries else { return self }
    return ConfigNode(.mapping(entries.filter { !keys.contains($0.key.value) }), at: range)
  }

  /// The other part.
  package func keeping(_ keys: Set<String>) -> ConfigNode {
    guard let entries else { return self }
    return ConfigNode(.mapping(entries.filter { keys.contains($0.key.value) }), at: range)
  }

  /// What stands here, for messages: "a list", "a number"… Never the text itself, which may be a secret.
  package var kindName: String {
    if isNull { return "nothing" }
    switch value {
    case .sequence: return "a list"
    case .mapping: return "a mapping"
    case .invalid: return "nothing usable"
    case .scalar(let scalar) where !scalar.isPlain: return "a string"
    case .scalar(let scalar):
      if Bool(scalar.text) != nil { return "a boolean" }
      return Double(scalar.text)?.isFinite == true ? "a number" : "a string"
    }
  }
}

/// Same meaning, wherever it stands: mappings without regard to order, so that a moved or reformatted component counts
/// as unchanged.
extension ConfigNode: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    switch (left.value, right.value) {
    case (.scalar(let a), .scalar(let b)): a.text == b.text && a.isPlain == b.isPlain
    case (.sequence(let a), .sequence(let b)): a == b
    case (.mapping(let a), .mapping(let b)): a.count == b.count && table(a) == table(b)
    case (.invalid, .invalid): true
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch value {
    case .scalar(let scalar): hasher.combine(scalar.text)
    case .sequence(let nodes): hasher.combine(nodes)
    case .mapping(let entries): hasher.combine(Set(entries.map(\.key.value)))
    case .invalid: break
    }
  }

  private static func table(_ entries: [Entry]) -> [String: ConfigNode] {
    Dictionary(entries.map { ($0.key.value, $0.value) }) { first, _ in first }
  }
}
