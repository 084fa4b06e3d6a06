import RouterCore

/// 128 bits that stand for a key of any length, so that tables of keys are bounded in bytes too. SipHash, seeded at
/// random per process: nobody can make two keys meet on purpose, and by chance it takes some 10^19 of them.
package struct Fingerprint: Sendable, Hashable {
  private let high: Int
  private let low: Int

  package init(_ key: EventKey, of event: Event) {
    var hasher = Hasher()
    for field in key.fields { field.value(in: event).feed(&hasher) }
    high = hasher.finalize()
    hasher.combine(1 as UInt8)
    low = hasher.finalize()
  }

  // The bits are as good as random already: a table needs no more than one half of them.
  package func hash(into hasher: inout Hasher) { hasher.combine(high) }
}

extension FieldValue {
  /// A tag, a length and bytes: together the same for the same value only.
  fileprivate func feed(_ hasher: inout Hasher) {
    switch self {
    case .absent: hasher.combine(0 as UInt8)
    case .text(let text): hasher.combine(text: text)
    case .json(let node) where node.hasEscapes: hasher.combine(text: node.string ?? "")
    case .json(let node) where node.kind == .string: hasher.combine(node.text.dropFirst().dropLast(), tag: 1)
    case .json(let node): hasher.combine(node.text, tag: 2)
    }
  }
}

extension JSONNode {
  fileprivate var hasEscapes: Bool { kind == .string && text.contains(UInt8(ascii: "\\")) }
}

extension Hasher {
  // Not `combine(String)`, which takes canonically equivalent texts for the same.
  fileprivate mutating func combine(text: String) {
    var text = text
    text.withUTF8 { combine($0, tag: 1) }
  }

  fileprivate mutating func combine(_ bytes: some RandomAccessCollection<UInt8>, tag: UInt8) {
    combine(tag)
    combine(bytes.count)
    _ = bytes.withContiguousStorageIfAvailable { combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
