/// Finds a key that an object has twice. Keys are compared after unescaping: `"a"` and `"\u0061"` are the same.
enum DuplicateKeys {
  /// The token of the first key that repeats an earlier one.
  ///
  /// - Parameters:
  ///   - object: the token of an object whose members are the last tokens so far.
  ///   - count: its members.
  static func firstRepeated(in tokens: [JSONToken], object: Int, count: Int, _ text: Span<UInt8>) -> Int? {
    guard count > 1 else { return nil }
    let keys = MemberKeys(tokens: tokens, first: object + 1)
    if count > 32 || keys.contains(where: { tokens[$0].flag }) { return repeatedByHash(keys, count: count, text) }
    return repeatedByComparison(keys, text)
  }

  /// For a few keys without escapes: a key is compared with the earlier ones only if one of them may equal it.
  private static func repeatedByComparison(_ keys: MemberKeys, _ text: Span<UInt8>) -> Int? {
    var seen: UInt64 = 0
    for key in keys {
      let content = keys.tokens[key].content
      let bit: UInt64 = 1 << signature(text, content)
      if seen & bit != 0 {
        for earlier in keys {
          if earlier == key { break }
          if same(text, content, keys.tokens[earlier].content) { return key }
        }
      }
      seen |= bit
    }
    return nil
  }

  /// 0…63, equal for equal keys.
  private static func signature(_ text: Span<UInt8>, _ key: Range<Int>) -> Int {
    guard !key.isEmpty else { return 0 }
    let (first, last) = (Int(text[key.lowerBound]), Int(text[key.upperBound - 1]))
    return (key.count &* 29 &+ first &* 5 &+ last) & 63
  }

  private static func same(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where text[left.lowerBound + index] != text[right.lowerBound + index] { return false }
    return true
  }

  /// For many keys: a hash table with linear probing, at most half full. Linear in time whatever the keys are, because
  /// the hash is seeded at random per process.
  private static func repeatedByHash(_ keys: MemberKeys, count: Int, _ text: Span<UInt8>) -> Int? {
    let mask = 1 << (Int.bitWidth - (2 * count).leadingZeroBitCount) - 1
    var slots = [Int](repeating: -1, count: mask + 1)
    for key in keys {
      let value = JSONStringText.utf8(text, keys.tokens[key])
      var slot = value.hashValue & mask
      while slots[slot] >= 0 {
        if JSONStringText.equals(text, keys.tokens[slots[slot]], value.span) { return key }
        slot = (slot + 1) & mask
      }
      slots[slot] = key
    }
    return nil
  }
}

/// The key tokens of an object whose members are the last tokens so far.
private struct MemberKeys: Sequence {
  let tokens: [JSONToken]
  let first: Int

  struct Iterator: IteratorProtocol {
    let tokens: [JSONToken]
    var index: Int

    mutating func next() -> Int? {
      guard index < tokens.count else { return nil }
      defer { index = Int(tokens[index + 1].next) }
      return index
    }
  }

  func makeIterator() -> Iterator { Iterator(tokens: tokens, index: first) }
}
