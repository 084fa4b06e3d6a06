import RouterCore

/// Reads a v1 envelope `{"type", "timestamp"?, "source"?, "id"?, "data"}` as clients publish it.
struct EnvelopeReader: Sendable {
  /// Bytes of one event.
  let maxBytes: Int

  func publication(from node: JSONNode) throws(EventRefusal) -> Publication {
    do throws(EventRefusal) {
      return try read(node)
    } catch {
      throw error.named(source: node["source"]?.string, id: node["id"]?.string)
    }
  }

  private func read(_ node: JSONNode) throws(EventRefusal) -> Publication {
    guard node.kind == .object else {
      throw EventRefusal(at: "", "an event envelope is an object, this is \(node.kind.phrase)")
    }
    guard node.range.count <= maxBytes else {
      throw EventRefusal(.tooLarge, at: "", "an event has at most \(maxBytes) bytes")
    }
    let flaws = Self.flaws(of: node)
    guard flaws.isEmpty, let type = node["type"]?.string, let data = node["data"] else {
      throw EventRefusal(flaws: flaws)
    }
    let draft = EventDraft(
      type: type, data: data.detached(), time: node["timestamp"]?.timestamp, source: node["source"]?.string)
    return Publication(draft: draft, id: node["id"]?.string)
  }

  private static func flaws(of node: JSONNode) -> [EventRefusal.Flaw] {
    var flaws: [EventRefusal.Flaw] = []
    func expect(_ holds: Bool, _ field: String, _ detail: String) {
      if !holds { flaws.append(.init(place: .body("/" + field), detail: "'\(field)' \(detail)")) }
    }
    expect(node["type"]?.kind == .string, "type", "is missing or not a string")
    expect(node["data"] != nil, "data", "is missing")
    if let time = node["timestamp"] { expect(time.timestamp != nil, "timestamp", "is not an RFC 3339 date-time") }
    if let source = node["source"] {
      expect(
        source.hasBytes(Publication.sourceBytes), "source",
        "is not a string of 1 to \(Publication.sourceBytes.upperBound) bytes")
    }
    if let id = node["id"] {
      expect(id.hasBytes(Publication.idBytes), "id", "is not a string of 1 to \(Publication.idBytes.upperBound) bytes")
    }
    return flaws
  }
}

extension JSONNode {
  /// Whether this is a string of such a length in UTF-8.
  func hasBytes(_ allowed: ClosedRange<Int>) -> Bool { string.map { allowed.contains($0.utf8.count) } ?? false }
}
