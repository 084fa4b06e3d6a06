/// One member of an object.
package struct JSONMember: Sendable {
  let document: JSONDocument
  let keyIndex: Int

  package var key: JSONNode { JSONNode(document, keyIndex) }
  package var value: JSONNode { JSONNode(document, keyIndex + 1) }
  /// The key, unescaped.
  package var name: String { JSONStringText.string(document.bytes.span, document.tokens[keyIndex]) }
}

/// The members of an object in text order; none for other kinds.
package struct JSONMembers: Sequence, Sendable {
  let object: JSONNode

  package struct Iterator: IteratorProtocol, Sendable {
    let document: JSONDocument
    var index: Int
    let end: Int

    package mutating func next() -> JSONMember? {
      guard index < end else { return nil }
      defer { index = Int(document.tokens[index + 1].next) }
      return JSONMember(document: document, keyIndex: index)
    }
  }

  package func makeIterator() -> Iterator {
    let end = object.kind == .object ? Int(object.token.next) : 0
    return Iterator(document: object.document, index: object.index + 1, end: end)
  }

  package var underestimatedCount: Int { object.kind == .object ? object.count : 0 }
}

extension JSONNode {
  package var members: JSONMembers { JSONMembers(object: self) }
}
