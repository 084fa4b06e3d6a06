import RouterCore

/// A field's value as a summary shows it. Long texts are cut, so that the memory of a window is bounded; groups are
/// told apart by the whole value.
enum GroupValue: Sendable, Hashable {
  case absent
  case text(String)
  /// The text of a number, a boolean or a null.
  case json([UInt8])

  static let maxBytes = 256

  init(_ value: FieldValue) {
    switch value {
    case .absent: self = .absent
    case .text(let text): self = .text(Self.cut(text.utf8))
    case .json(let node): self = GroupValue(node)
    }
  }

  private init(_ node: JSONNode) {
    let isShort = node.text.count <= Self.maxBytes
    switch node.kind {
    case .string: self = .text(Self.cut((node.string ?? "").utf8))
    case .number, .boolean, .null: self = isShort ? .json(Array(node.text)) : .text(Self.cut(node.text))
    case .object, .array: self = .text(Self.cut(node.text))
    }
  }

  private static func cut(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes.prefix(maxBytes), as: UTF8.self)
  }

  /// For texts.
  var text: String {
    switch self {
    case .absent: "none"
    case .text(let text): text
    case .json(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }
}
