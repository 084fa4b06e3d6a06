import ConfigSchema
import RouterCore

/// Reads a schema from a config, and says of everything that is wrong with it where it is.
struct SchemaCompiler {
  private static let dialects = ["", "#"].map { "https://json-schema.org/draft/2020-12/schema\($0)" }

  /// A `$ref`.
  struct Reference {
    let from: Int
    let target: String
    let range: SourceRange
  }

  var nodes: [SchemaNode] = []
  var ranges: [SourceRange] = []
  /// Schemas by their pointers.
  var places: [String: Int] = [:]
  var references: [Reference] = []
  var diagnostics = Diagnostics()

  mutating func schema(_ node: ConfigNode) -> JSONSchema {
    _ = compile(node, JSONPointer())
    resolveReferences()
    if !diagnostics.hasErrors { checkForCircles() }
    return JSONSchema(nodes: nodes)
  }

  /// - Returns: the schema's place. As deep as the reader of configs allows.
  mutating func compile(_ node: ConfigNode, _ pointer: JSONPointer) -> Int {
    let index = nodes.count
    nodes.append(SchemaNode())
    ranges.append(node.range)
    places[pointer.description] = index
    if let flag = boolean(node) {
      nodes[index].isNever = !flag
    } else if let entries = node.entries {
      for entry in entries { read(entry, into: index, pointer) }
      checkCompany(node)
    } else if case .invalid = node.value {
      // Reported already.
    } else {
      error("a schema is a mapping, or true or false; found \(node.kindName)", node)
    }
    return index
  }

  private mutating func read(_ entry: ConfigNode.Entry, into index: Int, _ pointer: JSONPointer) {
    let name = entry.key.value
    guard let keyword = SchemaKeyword(rawValue: name) else { return reportUnknown(entry.key) }
    var pointer = pointer
    pointer.append(name)
    read(keyword, entry.value, into: index, pointer)
  }

  private mutating func reportUnknown(_ key: Located<String>) {
    let name = key.value
    if name.hasPrefix("x-") { return }
    if let help = SchemaKeyword.unsupported[name] {
      return diagnostics.error("the keyword '\(name)' is not supported", at: key.range, help: help)
    }
    let known = SchemaKeyword.allCases.map(\.rawValue)
    diagnostics.error(
      "unknown keyword '\(name)'", at: key.range,
      help: Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
        ?? "keywords of a schema stand here; names of members belong below 'properties'")
  }

  /// Keywords that mean nothing without another one.
  private mutating func checkCompany(_ node: ConfigNode) {
    let pairs = [("then", "if"), ("else", "if"), ("minContains", "contains"), ("maxContains", "contains")]
    for (keyword, other) in pairs where node[other] == nil {
      guard let place = node.entries?.first(where: { $0.key.value == keyword }) else { continue }
      diagnostics.error("'\(keyword)' means nothing without '\(other)'", at: place.key.range)
    }
  }

  /// - Parameter pointer: of the keyword.
  mutating func checkDialect(_ node: ConfigNode, _ pointer: JSONPointer) {
    checkIsOutermost(node, pointer)
    guard let text = node.scalar?.text, !Self.dialects.contains(text) else { return }
    error("this is another dialect of JSON Schema", node, help: "'\(Self.dialects[0])' is known")
  }

  /// Further in, such a keyword would begin a document of its own, with references of its own.
  mutating func checkIsOutermost(_ node: ConfigNode, _ pointer: JSONPointer) {
    _ = string(node)
    if pointer.description.dropFirst().contains("/") { error("this is known in the outermost schema only", node) }
  }

  mutating func error(_ message: String, _ node: ConfigNode, help: String? = nil) {
    if case .invalid = node.value { return }
    diagnostics.error(message, at: node.range, help: help)
  }
}
