/// One value or key of a scanned document: 16 bytes in one flat array, in text order, a key right before its value.
struct JSONToken: Sendable {
  /// Byte offsets of the value's text, quotes and brackets included, `end` exclusive.
  var start: UInt32
  var end: UInt32
  /// Index of the first token after this value and all that it contains. While the scanner is inside a container this
  /// is the enclosing container's index instead, which spares it a stack.
  var next: UInt32
  /// Bits 0–2 the kind, bit 3 the flag, from bit 4 the number of members or elements.
  private var bits: UInt32

  static let maxCount = 1 << 28
  /// In `next` of the root while it is open.
  static let noContainer = UInt32.max

  init(_ kind: JSONKind, from start: Int, to end: Int, next: UInt32, flag: Bool = false) {
    // Offsets fit: JSONLimits caps the text at `maxCount` bytes.
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.next = next
    bits = UInt32(kind.rawValue) | (flag ? 8 : 0)
  }

  var kind: JSONKind { JSONKind(rawValue: UInt8(truncatingIfNeeded: bits & 7)) ?? .null }

  /// Of a string: its text has escapes. Of a number: it has a fraction or an exponent. Of a boolean: it is true.
  var flag: Bool { bits & 8 != 0 }

  var range: Range<Int> { Int(start)..<Int(end) }

  /// Of a string or container: what stands between the quotes or brackets.
  var content: Range<Int> { Int(start) + 1..<Int(end) - 1 }

  /// Members of an object, elements of an array.
  var count: Int {
    get { Int(bits >> 4) }
    set { bits = bits & 15 | UInt32(truncatingIfNeeded: newValue) << 4 }
  }
}
