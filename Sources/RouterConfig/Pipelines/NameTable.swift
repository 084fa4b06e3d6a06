import ConfigSchema
import RouterCore

/// All component names of a config: unique across kinds, so that a name means one thing in `from`, in metrics and in logs.
struct NameTable {
  enum Kind: String {
    case source
    case stage
    case sink
    case pipeline
  }

  private var kinds: [String: (kind: Kind, range: SourceRange?)] = [
    Origin.ingestName: (.source, nil), Engine.clientsName: (.sink, nil),
  ]

  /// Registers a section's names; reports bad and double ones.
  mutating func add(_ entries: [ConfigNode.Entry], _ kind: Kind, _ diagnostics: inout Diagnostics) {
    for key in entries.map(\.key) {
      guard Self.isName(key.value) else {
        diagnostics.error(
          "'\(key.value)' is no name", at: key.range,
          help: "names have letters, digits, '_' and '-', and begin with a letter")
        continue
      }
      guard let first = kinds[key.value] else {
        kinds[key.value] = (kind, key.range)
        continue
      }
      let place =
        first.range.map { "the \(first.kind.rawValue) at \($0.location)" } ?? "the built-in \(first.kind.rawValue)"
      diagnostics.error(
        "duplicate name '\(key.value)'", at: key.range, help: "\(place) has it; names are unique across all components")
    }
  }

  func kind(of name: String) -> Kind? { kinds[name]?.kind }

  func names(of wanted: Set<Kind>) -> [String] {
    kinds.filter { wanted.contains($0.value.kind) }.keys.sorted()
  }

  /// Reports a reference that leads nowhere, or to a component of the wrong kind.
  func checkReference(
    _ reference: NameReference, to wanted: Set<Kind>, as role: String, _ diagnostics: inout Diagnostics
  ) -> Bool {
    guard let kind = kind(of: reference.name) else {
      let help = reference.help(among: names(of: wanted))
      diagnostics.error("unknown \(role) \(reference.shown)", at: reference.range, help: help)
      return false
    }
    guard wanted.contains(kind) else {
      diagnostics.error(
        "\(reference.shown) is a \(kind.rawValue), but a \(role) is needed here", at: reference.range)
      return false
    }
    return true
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
    func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    return isLetter(first)
      && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D }
  }
}
