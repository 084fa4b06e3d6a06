import RouterCore

/// Takes in bytes and makes a number of them.
protocol ByteHasher {
  mutating func combine(bytes: UnsafeRawBufferPointer)
}

extension Hasher: ByteHasher {}

extension ByteHasher {
  /// Every field adds a tag, a length and bytes, which together are the same for the same value only.
  mutating func combine(_ key: EventKey, of event: Event) {
    for field in key.fields { combine(field.value(in: event)) }
  }

  private mutating func combine(_ value: FieldValue) {
    switch value {
    case .absent: combine(tag: 0, count: 0)
    case .text(let text): combine(text: text)
    case .json(let node) where node.hasEscapes: combine(text: node.string ?? "")
    case .json(let node) where node.kind == .string: combine(node.text.dropFirst().dropLast(), tag: 1)
    case .json(let node): combine(node.text, tag: 2)
    }
  }

  // Not `Hasher.combine(String)`, which takes canonically equivalent texts for the same.
  mutating func combine(text: String) {
    var text = text
    text.withUTF8 { utf8 in
      combine(tag: 1, count: utf8.count)
      combine(bytes: UnsafeRawBufferPointer(utf8))
    }
  }

  private mutating func combine(_ bytes: ArraySlice<UInt8>, tag: UInt64) {
    combine(tag: tag, count: bytes.count)
    bytes.withUnsafeBytes { combine(bytes: $0) }
  }

  private mutating func combine(tag: UInt64, count: Int) {
    withUnsafeBytes(of: tag << 56 | UInt64(count)) { combine(bytes: $0) }
  }
}

extension JSONNode {
  fileprivate var hasEscapes: Bool { kind == .string && text.contains(UInt8(ascii: "\\")) }
}
