extension JSONNode {
  /// The value with a merge patch applied (RFC 7396): members that are null in the patch go, others come or change, objects are
  /// merged. What the patch does not touch keeps its text byte for byte. As deep as documents may be.
  package func merged(with patch: JSONNode) throws(JSONError) -> JSONDocument {
    try JSONDocument { writer in Self.write(self, patch, to: &writer) }
  }

  private static func write(_ target: JSONNode?, _ patch: JSONNode, to writer: inout JSONWriter) {
    guard patch.kind == .object else { return writer.value(patch) }
    // Objects have no duplicate keys; a table, since both may have many members.
    var changes = Dictionary(patch.members.map { ($0.name, $0.value) }) { first, _ in first }
    writer.beginObject()
    if let target {
      // None for other kinds than objects, which are replaced.
      for member in target.members {
        let name = member.name
        guard let change = changes.removeValue(forKey: name) else {
          writer.member(name, member.value)
          continue
        }
        if change.isNull { continue }
        writer.key(name)
        write(member.value, change, to: &writer)
      }
    }
    for member in patch.members where changes[member.name] != nil && !member.value.isNull {
      writer.key(member.name)
      write(nil, member.value, to: &writer)
    }
    writer.endObject()
  }
}
