extension JSONNode {
  /// The value with a merge patch applied (RFC 7396): members that are null in the patch go, others come or change, objects are
  /// merged. What the patch does not touch keeps its text byte for byte. As deep as documents may be.
  package func merged(with patch: JSONNode) throws(JSONError) -> JSONDocument {
    try JSONDocument { writer in Self.write(self, patch, to: &writer) }
  }

  private static func write(_ target: JSONNode?, _ patch: JSONNode, to writer: inout JSONWriter) {
    guard patch.kind == .object else { return writer.value(patch) }
    // By bytes: Swift's strings would also equal other normalization forms. A table, since both may have many members.
    var changes = Dictionary(patch.members.map { (Array($0.name.utf8), $0.value) }) { first, _ in first }
    writer.beginObject()
    if let target {
      // None for other kinds than objects, which are replaced.
      for member in target.members {
        let change = changes.removeValue(forKey: Array(member.name.utf8))
        if change?.isNull == true { continue }
        writer.key(member.key)
        if let change { write(member.value, change, to: &writer) } else { writer.value(member.value) }
      }
    }
    for member in patch.members where changes[Array(member.name.utf8)] != nil && !member.value.isNull {
      writer.key(member.key)
      write(nil, member.value, to: &writer)
    }
    writer.endObject()
  }
}
