import ConfigSchema

/// A list or mapping whose end has not been read yet.
struct YAMLCollection {
  /// What a mapping has read of its next entry.
  private enum Key {
    case none
    case read(Located<String>)
    /// Reported; its value is read and forgotten.
    case refused
  }

  let anchor: String?
  private let kind: YAMLEvent.Collection
  private let isFlow: Bool
  private let start: SourceRange
  private var nodes: [ConfigNode] = []
  private var entries: [ConfigNode.Entry] = []
  private var key = Key.none
  private var places: [String: SourceRange] = [:]
  private var count = 1
  private var height = 0
  /// Where the last child ends.
  private var end: SourcePosition

  init(_ kind: YAMLEvent.Collection, isFlow: Bool, start: SourceRange, anchor: String?) {
    self.kind = kind
    self.isFlow = isFlow
    self.start = start
    self.anchor = anchor
    end = start.end
  }

  mutating func add(_ child: YAMLSubtree, _ diagnostics: inout Diagnostics) {
    count += child.count
    height = max(height, child.height)
    end = child.node.range.end
    switch (kind, key) {
    case (.sequence, _): nodes.append(child.node)
    case (.mapping, .none): key = readKey(child.node, &diagnostics)
    case (.mapping, .read(let name)):
      entries.append(ConfigNode.Entry(key: name, value: child.node))
      key = .none
    case (.mapping, .refused):
      // Perhaps a secret; no declaration will see it.
      diagnostics.hide(child.node.range)
      key = .none
    }
  }

  /// - Parameter range: of the closing bracket. A block has none: libyaml then gives the next token, behind any
  ///   comments, and the last child's end is the better answer.
  func closed(at range: SourceRange) -> YAMLSubtree {
    let isBracket = isFlow && range.start != range.end
    let range = SourceRange(file: start.file, start: start.start, end: isBracket ? range.end : end)
    let value: ConfigNode.Value = kind == .sequence ? .sequence(nodes) : .mapping(entries)
    return YAMLSubtree(ConfigNode(value, at: range), count: count, height: height + 1)
  }

  private mutating func readKey(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Key {
    guard let scalar = node.scalar else {
      refuseCollection(node, &diagnostics)
      return .refused
    }
    if let (message, help) = mistake(in: scalar) {
      diagnostics.error(message, at: node.range, help: help)
      return .refused
    }
    places[scalar.text] = node.range
    return .read(Located(scalar.text, at: node.range))
  }

  private func mistake(in key: ConfigNode.Scalar) -> (message: String, help: String)? {
    if key.text == "<<", key.isPlain {
      return ("the merge key '<<' is not supported", "write the keys out, or alias a whole value")
    }
    if key.text.contains("${") {
      return ("a key cannot contain a reference", "references stand in values only")
    }
    return places[key.text].map {
      ("the key '\(key.text)' is given twice", "it was first given at \($0.start.phrase)")
    }
  }

  private func refuseCollection(_ node: ConfigNode, _ diagnostics: inout Diagnostics) {
    // An alias that could not be resolved is already reported.
    if case .invalid = node.value { return }
    diagnostics.hide(node.range)
    diagnostics.error(
      "a key must be a word, not \(node.kindName)", at: node.range,
      help: "put a text that begins with '{' or '[' in quotes")
  }
}
