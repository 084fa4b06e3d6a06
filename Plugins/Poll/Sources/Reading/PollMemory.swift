import RouterCore

/// What a source knows of the answers so far. It is stored with the events that came of them.
struct PollMemory: Sendable, Equatable {
  /// Of the URL; what is known of another one says nothing.
  let url: UInt64
  /// Of the last answer, for conditional requests.
  var tag: String?
  var modified: String?
  /// Of the last document.
  var document: UInt64?
  /// Of the items, those that were there longest ago first.
  private(set) var seen: [UInt64] = []
  /// Whether there was an answer at all.
  var isNew = true

  init(url: PollURL) { self.url = Mark.of(url.text.utf8) }

  func knows(_ item: UInt64) -> Bool { seen.contains(item) }

  /// Takes what an answer had for the newest; of what is more than `limit`, the oldest go.
  mutating func note(_ items: [UInt64], limit: Int) {
    let present = Set(items)
    var added: Set<UInt64> = []
    seen = seen.filter { !present.contains($0) } + items.filter { added.insert($0).inserted }
    seen.removeFirst(max(seen.count - limit, 0))
  }
}

/// As it stands in the log.
extension PollMemory {
  var text: String {
    get throws(JSONError) {
      try JSONDocument { writer in
        writer.beginObject()
        writer.member("version", 1)
        writer.member("url", String(url, radix: 36))
        if let tag { writer.member("etag", tag) }
        if let modified { writer.member("last_modified", modified) }
        if let document { writer.member("document", String(document, radix: 36)) }
        writer.member("seen", seen.map { String($0, radix: 36) }.joined(separator: " "))
        writer.endObject()
      }.description
    }
  }

  /// Nil for what another version, another URL or another kind of source under this name has left.
  init?(_ text: String, url: PollURL) {
    guard let root = try? JSONDocument(parsing: text).root, root["version"]?.int == 1 else { return nil }
    self.init(url: url)
    guard root["url"]?.string == String(self.url, radix: 36) else { return nil }
    isNew = false
    tag = root["etag"]?.string
    modified = root["last_modified"]?.string
    document = root["document"]?.string.flatMap { UInt64($0, radix: 36) }
    seen = (root["seen"]?.string ?? "").split(separator: " ").compactMap { UInt64($0, radix: 36) }
  }
}
