import ConfigSchema

/// A list or mapping whose end has not been read yet.
struct YAMLCollection {
  private enum Content {
    case sequence([ConfigNode])
    case mapping([ConfigNode.Entry], awaiting: Key)
  }

  /// What the next node of a mapping is.
  private enum Key {
    case none
    case read(Located<String>)
    /// Reported; its value is read and forgotten.
    case refused
  }

  let anchor: String?
  private let isFlow: Bool
  private let start: SourceRange
  private var content: Content
  private var places: [String: SourceRange] = [:]
  private var count = 1
  private var height = 0
  /// Where the last child ends.
  private var end: SourcePosition

  init(_ kind: YAMLEvent.Collection, isFlow: Bool, start: SourceRange, anchor: String?) {
    self.anchor = anchor
    self.isFlow = isFlow
    self.start = start
    end = start.end
    content = kind == .sequence ? .sequence([]) : .mapping([], awaiting: .none)
  }

  mutating func add(_ child: YAMLSubtree, _ diagnostics: inout Diagnostics) {
    count += child.count
    height = max(height, child.height)
    end = child.node.range.end
    switch content {
    case .sequence(var nodes):
      content = .sequence([])
      nodes.append(child.node)
      content = .sequence(nodes)
    case .mapping(let entries, .none):
      content = .mapping([], awaiting: .none)
      content = .mapping(entries, awaiting: key(child.node, &diagnostics))
    case .mapping(var entries, .read(let key)):
      content = .mapping([], awaiting: .none)
      entries.append(ConfigNode.Entry(key: key, value: child.node))
      content = .mapping(entries, awaiting: .none)
    case .mapping(let entries, .refused):
      diagnostics.hide(child.node.range)
      content = .mapping(entries, awaiting: .none)
    }
  }

  /// - Parameter range: of the closing bracket. A block has none: libyaml then gives the next token, behind any
  ///   comments, and the last child's end is the better answer.
  func closed(at range: SourceRange) -> YAMLSubtree {
    let isBracket = isFlow && range.start != range.end
    let range = SourceRange(file: start.file, start: start.start, end: isBracket ? range.end : end)
    let value: ConfigNode.Value =
      switch content {
      case .sequence(let nodes): .sequence(nodes)
      case .mapping(let entries, _): .mapping(entries)
      }
    return YAMLSubtree(ConfigNode(value, at: range), count: count, height: height + 1)
  }

  private mutating func key(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Key {
    guard let scalar = node.scalar else {
      if node.entries != nil || node.elements != nil {
        diagnostics.hide(node.range)
        diagnostics.error(
          "a key must be a word, not \(node.kindName)", at: node.range,
          help: "put a text that begins with '{' or '[' in quotes")
      }
      return .refused
    }
    if scalar.text == "<<", scalar.isPlain {
      diagnostics.error(
        "the merge key '<<' is not supported", at: node.range, help: "write the keys out, or alias a whole value")
      return .refused
    }
    if scalar.text.contains("${") {
      diagnostics.error("a key cannot contain a reference", at: node.range, help: "references stand in values only")
      return .refused
    }
    if let first = places.updateValue(node.range, forKey: scalar.text) {
      places[scalar.text] = first
      diagnostics.error(
        "the key '\(scalar.text)' is given twice", at: node.range,
        help: "it was first given at \(first.start.phrase)")
      return .refused
    }
    return .read(Located(scalar.text, at: node.range))
  }
}
