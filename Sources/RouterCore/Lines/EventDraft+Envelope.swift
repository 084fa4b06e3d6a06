extension EventDraft {
  /// Bytes that the name of a producer may have.
  private static let sourceBytes = 1...256

  /// Reads a v1 envelope `{"type", "timestamp"?, "source"?, "data"}`. Other members are left out.
  package init(envelope node: JSONNode) throws(EnvelopeFlaw) {
    guard node.kind == .object else { throw EnvelopeFlaw("an event is an object, this is \(node.kind.phrase)") }
    guard let type = node["type"]?.string else { throw EnvelopeFlaw("'type' is missing or not a string") }
    guard let data = node["data"] else { throw EnvelopeFlaw("'data' is missing") }
    let time = node["timestamp"]?.timestamp
    guard time != nil || node["timestamp"] == nil else {
      throw EnvelopeFlaw("'timestamp' is not an RFC 3339 date-time")
    }
    let source = node["source"]?.string
    guard source.map({ Self.sourceBytes.contains($0.utf8.count) }) ?? (node["source"] == nil) else {
      throw EnvelopeFlaw("'source' is not a string of 1 to \(Self.sourceBytes.upperBound) bytes")
    }
    self.init(type: type, data: data.detached(), time: time, source: source)
  }
}

/// Why some JSON is no event. The words never repeat what was there.
package struct EnvelopeFlaw: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
