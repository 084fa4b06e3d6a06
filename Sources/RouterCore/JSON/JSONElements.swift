/// The elements of an array in order; none for other kinds.
package struct JSONElements: Sequence, Sendable {
  let array: JSONNode

  package struct Iterator: IteratorProtocol, Sendable {
    let document: JSONDocument
    var index: Int
    let end: Int

    package mutating func next() -> JSONNode? {
      guard index < end else { return nil }
      defer { index = Int(document.tokens[index].next) }
      return JSONNode(document, index)
    }
  }

  package func makeIterator() -> Iterator {
    let end = array.kind == .array ? Int(array.token.next) : 0
    return Iterator(document: array.document, index: array.index + 1, end: end)
  }

  package var underestimatedCount: Int { array.kind == .array ? array.count : 0 }
}

extension JSONNode {
  package var elements: JSONElements { JSONElements(array: self) }
}
