import ConfigSchema
import TestSupport

/// Random trees and their YAML text, for the property that reading undoes writing.
struct RandomTree {
  /// Where the writer put a scalar.
  struct Mark: Equatable {
    let text: String
    let start: SourcePosition
  }

  private var generator: SplitMix64
  private var text = ""
  private(set) var marks: [Mark] = []

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func node(depth: Int = 0) -> ConfigNode {
    switch Int.random(in: 0..<(depth > 4 ? 1 : 3), using: &generator) {
    case 0: ConfigNode(.scalar(scalar()), at: .nowhere)
    case 1:
      ConfigNode(.sequence((0..<count()).map { _ in node(depth: depth + 1) }), at: .nowhere)
    default: ConfigNode(.mapping(entries(depth)), at: .nowhere)
    }
  }

  /// In block or flow style, with quoting and spacing by chance.
  mutating func write(_ node: ConfigNode) -> String {
    text = ""
    marks = []
    writeBlock(node, indent: 0)
    return text
  }

  private mutating func count() -> Int { Int.random(in: 0...4, using: &generator) }

  private mutating func entries(_ depth: Int) -> [ConfigNode.Entry] {
    (0..<count()).map { number in
      ConfigNode.Entry(
        key: Located("k\(number)\(word())".replacing("${", with: ""), at: .nowhere), value: node(depth: depth + 1))
    }
  }

  private mutating func scalar() -> ConfigNode.Scalar {
    if Bool.random(using: &generator) {
      return ConfigNode.Scalar(["1", "true", "5s", "a b", "é"].randomElement(using: &generator) ?? "")
    }
    return ConfigNode.Scalar(word(), isPlain: false)
  }

  private mutating func word() -> String {
    let alphabet: [Character] = [
      "a", "Z", "0", " ", ":", "#", "{", "}", "[", "]", ",", "\"", "'", "\\", "\n", "\t", "é", "監", "🏀", "&", "*",
      "!", "-", "~", "$", "\u{85}", "\u{2028}", "\u{1}",
    ]
    return String(
      (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in alphabet.randomElement(using: &generator) })
  }

  private mutating func writeBlock(_ node: ConfigNode, indent: Int) {
    let margin = String(repeating: " ", count: indent)
    if Bool.random(using: &generator) { text += "\(margin)# a comment: [\n" }
    switch node.value {
    case .sequence(let nodes) where !nodes.isEmpty && Bool.random(using: &generator):
      for node in nodes {
        text += margin + "-\n"
        writeBlock(node, indent: indent + 1)
      }
    case .mapping(let entries) where !entries.isEmpty && Bool.random(using: &generator):
      for entry in entries {
        text += margin
        write(ConfigNode.Scalar(entry.key.value, isPlain: false))
        text += ":\n"
        writeBlock(entry.value, indent: indent + 2)
      }
    default:
      text += margin
      writeFlow(node)
      text += "\n"
    }
  }

  private mutating func writeFlow(_ node: ConfigNode) {
    switch node.value {
    case .scalar(let scalar): write(scalar)
    case .sequence(let nodes):
      text += "[ "
      for node in nodes {
        writeFlow(node)
        text += ", "
      }
      text += "]"
    case .mapping(let entries):
      text += "{ "
      for entry in entries {
        write(ConfigNode.Scalar(entry.key.value, isPlain: false))
        text += ": "
        writeFlow(entry.value)
        text += ", "
      }
      text += "}"
    case .invalid: break
    }
  }

  private mutating func write(_ scalar: ConfigNode.Scalar) {
    let source = SourceText(file: "", text: text)
    marks.append(Mark(text: scalar.text, start: source.end))
    text += scalar.isPlain ? scalar.text : quoted(scalar.text)
  }

  private mutating func quoted(_ word: String) -> String {
    let isSingle = word.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x85 && $0.value != 0x2028 }
    if isSingle, Bool.random(using: &generator) {
      return "'" + word.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    }
    return "\"" + word.unicodeScalars.map(Self.escape).joined() + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"", "\\": "\\\(scalar)"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\u{85}": "\\N"
    case "\u{2028}": "\\L"
    case "\u{1}": "\\x01"
    default: String(scalar)
    }
  }
}

extension SourceRange {
  fileprivate static let nowhere = SourceRange(file: "", at: SourcePosition(line: 1, column: 1))
}

extension ConfigNode {
  /// Keys and scalars in the order of the text.
  var marks: [(text: String, range: SourceRange)] {
    switch value {
    case .scalar(let scalar): [(scalar.text, range)]
    case .sequence(let nodes): nodes.flatMap(\.marks)
    case .mapping(let entries): entries.flatMap { [($0.key.value, $0.key.range)] + $0.value.marks }
    case .invalid: []
    }
  }
}
