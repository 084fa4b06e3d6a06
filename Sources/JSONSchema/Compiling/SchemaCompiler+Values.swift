import ConfigSchema
import RouterCore

/// Values of keywords. What is wrong is reported, and the value then left out.
extension SchemaCompiler {
  mutating func boolean(_ node: ConfigNode) -> Bool? {
    node.scalar.flatMap { $0.isPlain ? Bool($0.text) : nil }
  }

  mutating func flag(_ node: ConfigNode) -> Bool? {
    let flag = boolean(node)
    if flag == nil { error("expected true or false, found \(node.kindName)", node) }
    return flag
  }

  mutating func string(_ node: ConfigNode) -> String? {
    guard let scalar = node.scalar, !node.isNull else {
      error("expected a string, found \(node.kindName)", node)
      return nil
    }
    return scalar.text
  }

  mutating func json(_ node: ConfigNode) -> JSONDocument? { JSONDocument.decode(node, &diagnostics) }

  mutating func number(_ node: ConfigNode) -> ExactNumber? {
    let isNumber = node.scalar?.isPlain == true && node.kindName == "a number"
    guard isNumber, let number = json(node).flatMap({ ExactNumber($0.root) }) else {
      error("expected a number, found \(node.kindName)", node)
      return nil
    }
    return number
  }

  mutating func divisor(_ node: ConfigNode) -> ExactNumber? {
    guard let number = number(node) else { return nil }
    guard !number.value.isNegative, (1...ExactNumber.longestDivisor).contains(number.value.digits.count) else {
      error("expected a number above 0, of at most \(ExactNumber.longestDivisor) digits", node)
      return nil
    }
    return number
  }

  mutating func count(_ node: ConfigNode) -> Int? {
    guard node.scalar?.isPlain == true, let count = json(node)?.root.int, count >= 0 else {
      error("expected a whole number of at least 0", node)
      return nil
    }
    return count
  }

  mutating func elements(_ node: ConfigNode, atLeast least: Int = 0) -> [ConfigNode] {
    guard let elements = node.elements else {
      error("expected a list, found \(node.kindName)", node)
      return []
    }
    if elements.count < least { error("the list is empty", node) }
    return elements
  }

  mutating func entries(_ node: ConfigNode) -> [ConfigNode.Entry] {
    guard let entries = node.entries else {
      error("expected a mapping of names, found \(node.kindName)", node)
      return []
    }
    return entries
  }

  /// Of members; each once.
  mutating func names(_ node: ConfigNode) -> [String] {
    var names: [String] = []
    for element in elements(node) {
      guard let name = string(element) else { continue }
      if names.contains(name) { error("'\(name)' is here twice", element) }
      names.append(name)
    }
    return names
  }

  mutating func types(_ node: ConfigNode) -> [SchemaType] {
    let list = node.elements ?? [node]
    if list.isEmpty { error("the list is empty", node) }
    return list.compactMap { element in
      // YAML's null stands for the type of that name, if it is written so.
      guard let text = element.scalar?.text else {
        error("expected the name of a type, found \(element.kindName)", element)
        return nil
      }
      return word(SchemaType.self, text, "type", element)
    }
  }

  mutating func format(_ node: ConfigNode) -> SchemaFormat? {
    string(node).flatMap { word(SchemaFormat.self, $0, "format", node) }
  }

  private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ words: Word.Type, _ text: String, _ kind: String, _ node: ConfigNode
  ) -> Word? {
    if let word = Word(rawValue: text) { return word }
    let known = Word.allCases.map(\.rawValue)
    error("unknown \(kind) '\(text)'", node, help: Suggestion.help(for: text, among: known))
    return nil
  }
}
