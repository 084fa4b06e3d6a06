import ConfigSchema

/// Builds the tree from events, with an explicit stack: nothing recurses as deep as the input says.
struct YAMLTreeBuilder {
  private enum Anchor {
    /// Its node is still being read, so an alias to it would contain itself.
    case open
    case complete(YAMLSubtree)
  }

  private let file: String
  private let limits: YAMLLimits
  private var open: [YAMLCollection] = []
  private var anchors: [String: Anchor] = [:]
  private var aliasedNodes = 0
  private var documents = 0
  private var root: ConfigNode?
  private(set) var diagnostics = Diagnostics()

  init(file: String, limits: YAMLLimits) {
    self.file = file
    self.limits = limits
  }

  /// True when the stream has ended.
  mutating func take(_ event: YAMLEvent) throws(YAMLFailure) -> Bool {
    switch event.kind {
    case .documentStart: try startDocument(event)
    case .alias(let name): add(try subtree(named: name, at: event.range), anchor: nil)
    case .scalar(let scalar): add(YAMLSubtree(leaf: node(scalar, event)), anchor: event.anchor)
    case .start(let kind, let isFlow): try start(kind, isFlow, event)
    case .end: end(event.range)
    case .streamEnd: return true
    }
    return false
  }

  /// The tree, once the stream has ended.
  func document() throws(YAMLFailure) -> ConfigNode {
    guard let root, !root.isNull else {
      throw YAMLFailure(
        "the file holds no configuration", at: SourceRange(file: file, at: SourcePosition(line: 1, column: 1)),
        help: "it is empty or has comments only")
    }
    return root
  }

  private mutating func startDocument(_ event: YAMLEvent) throws(YAMLFailure) {
    documents += 1
    guard documents > 1 else { return }
    throw YAMLFailure(
      "a second document begins here", at: event.range, help: "a config is one document: remove this '---'")
  }

  private mutating func start(_ kind: YAMLEvent.Collection, _ isFlow: Bool, _ event: YAMLEvent) throws(YAMLFailure) {
    guard open.count < limits.depth else { throw tooDeep(event.range) }
    if let tag = event.tag { refuse(tag, at: event.range) }
    if let anchor = event.anchor { anchors[anchor] = .open }
    open.append(YAMLCollection(kind, isFlow: isFlow, start: event.range, anchor: event.anchor))
  }

  private mutating func end(_ range: SourceRange) {
    guard let collection = open.popLast() else { return }
    var anchor = collection.anchor
    // The same name was given to a node further in: that one is the more recent.
    if let name = anchor, case .complete = anchors[name] { anchor = nil }
    add(collection.closed(at: range), anchor: anchor)
  }

  private mutating func add(_ subtree: YAMLSubtree, anchor: String?) {
    if let anchor { anchors[anchor] = .complete(subtree) }
    if open.isEmpty {
      root = subtree.node
    } else {
      open[open.count - 1].add(subtree, &diagnostics)
    }
  }

  private mutating func subtree(named name: String, at range: SourceRange) throws(YAMLFailure) -> YAMLSubtree {
    guard case .complete(let subtree) = anchors[name] else {
      report(unusable: name, at: range)
      return YAMLSubtree(leaf: ConfigNode(.invalid, at: range))
    }
    aliasedNodes += subtree.count
    guard aliasedNodes <= limits.aliasedNodes else {
      throw YAMLFailure("aliases stand for more than \(limits.aliasedNodes) values", at: range)
    }
    guard open.count + subtree.height <= limits.depth else { throw tooDeep(range) }
    return subtree.moved(to: range)
  }

  /// Without the alias's name, which may be a password that begins with '*'.
  private mutating func report(unusable alias: String, at range: SourceRange) {
    if anchors[alias] != nil {
      diagnostics.error("this alias stands inside the value that it names", at: range)
    } else {
      let nearest = Suggestion.nearest(to: alias, among: anchors.keys).map { "did you mean '*\($0)'?" }
      diagnostics.error(
        "this alias names nothing that stands before it", at: range,
        help: nearest ?? "put a text that begins with '*' in quotes")
    }
  }

  /// Only the tag that says "a string" means something here.
  private mutating func node(_ scalar: ConfigNode.Scalar, _ event: YAMLEvent) -> ConfigNode {
    if scalar.text.unicodeScalars.contains("\0") {
      diagnostics.error("a NUL character is not allowed in a config", at: event.range)
      return ConfigNode(.invalid, at: event.range)
    }
    guard let tag = event.tag else { return ConfigNode(.scalar(scalar), at: event.range) }
    if tag == "!" || tag == "tag:yaml.org,2002:str" {
      return ConfigNode(.scalar(ConfigNode.Scalar(scalar.text, isPlain: false)), at: event.range)
    }
    refuse(tag, at: event.range)
    return ConfigNode(.invalid, at: event.range)
  }

  /// Names only tags of YAML itself: another may be a password that begins with '!'.
  private mutating func refuse(_ tag: String, at range: SourceRange) {
    let core = "tag:yaml.org,2002:"
    let name = tag.hasPrefix(core) ? "the tag '!!\(tag.dropFirst(core.count))'" : "this tag"
    diagnostics.error(
      "\(name) has no meaning in a config", at: range, help: "remove it, or put a text that begins with '!' in quotes")
  }

  private func tooDeep(_ range: SourceRange) -> YAMLFailure {
    YAMLFailure("lists and mappings are nested more than \(limits.depth) deep", at: range)
  }
}
