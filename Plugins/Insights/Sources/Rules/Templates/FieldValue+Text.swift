import RouterStages

extension FieldValue {
  /// Longer ones are cut off: what rules remember and tell is bounded.
  private static let longestText = 512

  /// As a text shows it: strings as they are, everything else as JSON. Nil for what is missing or null.
  var shownText: String? {
    switch self {
    case .absent: return nil
    case .text(let text): return Self.cut(text.utf8)
    case .json(let node):
      if node.isNull { return nil }
      return node.string.map { Self.cut($0.utf8) } ?? Self.cut(node.text)
    }
  }

  private static func cut(_ bytes: some Collection<UInt8>) -> String {
    guard bytes.count > longestText else { return String(decoding: bytes, as: UTF8.self) }
    // Not within a character.
    var end = bytes.index(bytes.startIndex, offsetBy: longestText)
    while end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end = bytes.index(end, offsetBy: -1) }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
}
