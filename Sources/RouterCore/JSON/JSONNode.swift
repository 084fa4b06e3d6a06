/// One value of a document: a view that keeps the document alive and costs no allocation.
package struct JSONNode: Sendable {
  package let document: JSONDocument
  let index: Int

  init(_ document: JSONDocument, _ index: Int) {
    self.document = document
    self.index = index
  }

  var token: JSONToken { document.tokens[index] }

  package var kind: JSONKind { token.kind }

  /// Where the value's text stands in `document.bytes`: quotes and brackets included, surrounding white space not.
  package var range: Range<Int> { token.range }

  /// The value's text as it came.
  package var text: ArraySlice<UInt8> { document.bytes[range] }

  /// Members of an object, elements of an array; 0 for everything else.
  package var count: Int { token.count }

  /// A member's value; nil also if this is no object.
  package subscript(key: String) -> JSONNode? {
    document.member(key.utf8Span.span, of: index).map { JSONNode(document, $0) }
  }

  /// The same for a key that is kept as UTF-8.
  subscript(utf8 key: [UInt8]) -> JSONNode? {
    document.member(key.span, of: index).map { JSONNode(document, $0) }
  }

  /// What the path leads to from here; the empty path leads here.
  package subscript(path: JSONPath) -> JSONNode? {
    document.find(path, from: index).map { JSONNode(document, $0) }
  }

  /// The path from the document's root to here (RFC 6901), for messages. Takes time in proportion to the document.
  package var pointer: String {
    var pointer = JSONPointer()
    var current = 0
    while current != index, let child = document.child(of: current, around: index, &pointer) { current = child }
    return pointer.description
  }

  /// This value as a document of its own: the text is copied byte for byte, and nothing is scanned again.
  package func detached() -> JSONDocument {
    let whole = token
    if whole.range == document.bytes.indices { return document }
    let (start, first) = (whole.start, UInt32(truncatingIfNeeded: index))
    let tokens = document.tokens[index..<Int(whole.next)].map { token in
      var copy = token
      copy.start -= start
      copy.end -= start
      copy.next -= first
      return copy
    }
    return JSONDocument(bytes: Array(text), tokens: tokens)
  }
}
