/// One mapping on its way to becoming a config.
struct ObjectDecoding<Root: ConfigObject> {
  private let node: ConfigNode
  private let fields = Root.fields
  private var isComplete = true
  /// Fields that a misspelt key was surely meant for: they are not reported as missing too.
  private var meant: Set<String> = []
  private(set) var diagnostics = Diagnostics()

  init(of node: ConfigNode) {
    self.node = node
    diagnostics.markRead(node.range)
  }

  /// Nil when anything in the mapping was unusable.
  mutating func run() -> Root? {
    var result = Root()
    decodeEntries(into: &result)
    reportMissingKeys()
    guard isComplete, !diagnostics.hasErrors else { return nil }
    var check = CrossCheck(node: node)
    result.validate(&check)
    diagnostics.add(check.diagnostics)
    return diagnostics.hasErrors ? nil : result
  }

  private mutating func decodeEntries(into result: inout Root) {
    let known = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
    for entry in node.entries ?? [] {
      if let field = known[entry.key.value] {
        diagnostics.markRead(entry.value.range)
        let isUsable = field.apply(entry.value, &result, &diagnostics)
        isComplete = isComplete && isUsable
      } else {
        reportUnknown(entry, known.keys)
      }
    }
  }

  private mutating func reportUnknown(_ entry: ConfigNode.Entry, _ known: some Collection<String>) {
    let key = entry.key.value
    diagnostics.error("unknown key '\(key)'", at: entry.key.range, help: Suggestion.help(for: key, among: known))
    // Perhaps a misspelt secret.
    diagnostics.hide(entry.value.range)
    if let nearest = Suggestion.nearest(to: key, among: known) { meant.insert(nearest) }
  }

  private mutating func reportMissingKeys() {
    for field in fields where field.isRequired && node[field.name] == nil && !meant.contains(field.name) {
      diagnostics.error("missing key '\(field.name)'", at: node.range, help: field.doc)
    }
  }
}
