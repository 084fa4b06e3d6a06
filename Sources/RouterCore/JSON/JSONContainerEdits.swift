/// What comes into and goes out of one object or array.
struct JSONContainerEdits {
  /// The tokens of the values that go.
  var removed: Set<Int> = []
  private var inserted = JSONWriter(capacity: 32)

  mutating func insert(_ key: String, _ value: JSONDocument) {
    inserted.member(key, value.root)
  }

  /// A child that stays keeps the comma and the white space before it, and one that goes takes them with it. What comes
  /// stands behind the last one that stays. A container that ends without children has no white space either.
  func splices(in document: JSONDocument, container: Int) -> [JSONSplice] {
    let inside = document.tokens[container].content
    var result: [JSONSplice] = []
    var hasStaying = false
    var cut: Int?
    var end = inside.lowerBound
    for child in document.children(of: container) {
      if removed.contains(child.value) {
        cut = cut ?? (hasStaying ? end : child.range.lowerBound)
      } else {
        if let cut { result.append(JSONSplice(range: cut..<(hasStaying ? end : child.range.lowerBound), text: [])) }
        (cut, hasStaying) = (nil, true)
      }
      end = child.range.upperBound
    }
    if !hasStaying, inserted.bytes.isEmpty { return [JSONSplice(range: inside, text: [])] }
    let comma = hasStaying && !inserted.bytes.isEmpty ? [UInt8(ascii: ",")] : []
    result.append(JSONSplice(range: (cut ?? end)..<end, text: comma + inserted.bytes))
    return result
  }
}

extension JSONDocument {
  /// The values in a container; a member's range starts at its key.
  fileprivate func children(of container: Int) -> [(value: Int, range: Range<Int>)] {
    let keys = tokens[container].kind == .object ? 1 : 0
    var result: [(value: Int, range: Range<Int>)] = []
    result.reserveCapacity(tokens[container].count)
    var index = container + 1
    while index < Int(tokens[container].next) {
      let value = index + keys
      result.append((value, Int(tokens[index].start)..<Int(tokens[value].end)))
      index = Int(tokens[value].next)
    }
    return result
  }
}
