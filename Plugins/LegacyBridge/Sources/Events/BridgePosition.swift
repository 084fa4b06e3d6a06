import RouterCore

/// How far the server's events are in our log: what is stored with them.
struct BridgePosition: Sendable, Equatable {
  /// The last event's.
  let lastMessageID: String

  init(lastMessageID: String) { self.lastMessageID = lastMessageID }

  /// Nil for what an earlier version or somebody else has stored.
  init?(stored text: String) {
    guard let id = (try? JSONDocument(parsing: text))?.root["id"]?.string, !id.isEmpty else { return nil }
    lastMessageID = id
  }

  var text: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", lastMessageID)
    writer.endObject()
    return String(decoding: writer.finish(), as: UTF8.self)
  }
}
