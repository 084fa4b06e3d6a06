import RouterCore

/// What a source knows of the answers so far. It is stored with the events that came of them.
struct PollMemory: Sendable, Equatable {
  struct Item: Sendable, Equatable {
    /// Which it is.
    let key: UInt64
    /// What it said.
    let content: UInt64
  }

  /// Of what makes events of answers; what is known of another one says nothing.
  let identity: UInt64
  /// Of the last answer, for conditional requests.
  var tag: String?
  var modified: String?
  /// Of the last document.
  var document: UInt64?
  /// The items, those that were there longest ago first.
  private(set) var seen: [Item] = []
  /// Whether there was an answer at all.
  var isNew = true

  init(identity: UInt64) { self.identity = identity }

  /// What the items said by their keys.
  var contents: [UInt64: UInt64] { Dictionary(seen.map { ($0.key, $0.content) }) { _, last in last } }

  /// Takes what an answer had for the newest; of what is more than `limit`, the oldest go.
  /// - Parameter items: one of a key.
  mutating func note(_ items: [Item], limit: Int) {
    let present = Set(items.map(\.key))
    seen = seen.filter { !present.contains($0.key) } + items
    seen.removeFirst(max(seen.count - limit, 0))
  }
}

/// As it stands in the log.
extension PollMemory {
  var text: String {
    get throws(JSONError) {
      try JSONDocument { writer in
        writer.beginObject()
        writer.member("version", 2)
        writer.member("identity", String(identity, radix: 36))
        if let tag { writer.member("etag", tag) }
        if let modified { writer.member("last_modified", modified) }
        if let document { writer.member("document", String(document, radix: 36)) }
        writer.member("seen", seen.map(\.text).joined(separator: " "))
        writer.endObject()
      }.description
    }
  }

  /// Nil for what another version, another way to make events or another kind of source under this name has left.
  init?(_ text: String, identity: UInt64) {
    guard let root = try? JSONDocument(parsing: text).root, root["version"]?.int == 2 else { return nil }
    self.init(identity: identity)
    guard root["identity"]?.string == String(identity, radix: 36) else { return nil }
    isNew = false
    tag = root["etag"]?.string
    modified = root["last_modified"]?.string
    document = root["document"]?.string.flatMap { UInt64($0, radix: 36) }
    seen = (root["seen"]?.string ?? "").split(separator: " ").compactMap(Item.init)
  }
}

extension PollMemory.Item {
  /// Half of it where the content is the key.
  fileprivate var text: String {
    let name = String(key, radix: 36)
    return key == content ? name : "\(name):\(String(content, radix: 36))"
  }

  fileprivate init?(_ text: Substring) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count <= 2, let key = UInt64(first, radix: 36),
      let content = UInt64(last, radix: 36)
    else { return nil }
    self.init(key: key, content: content)
  }
}
