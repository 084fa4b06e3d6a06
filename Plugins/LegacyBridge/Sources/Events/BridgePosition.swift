import RouterCore

/// How far the server's events are in our log: what is stored with them.
struct BridgePosition: Sendable, Equatable {
  /// The last event's.
  let lastMessageID: String
  /// Whether this server has ever answered RECONNECT. Then what it has sent meanwhile can be had, however long that takes.
  let resumes: Bool

  init(lastMessageID: String, resumes: Bool = false) {
    self.lastMessageID = lastMessageID
    self.resumes = resumes
  }

  /// Nil for what somebody else has stored. Earlier versions have stored the id only.
  init?(stored text: String) {
    guard let root = (try? JSONDocument(parsing: text))?.root, let id = root["id"]?.string, !id.isEmpty else {
      return nil
    }
    self.init(lastMessageID: id, resumes: root["resumes"]?.bool ?? false)
  }

  var text: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", lastMessageID)
    if resumes { writer.member("resumes", true) }
    writer.endObject()
    return String(decoding: writer.finish(), as: UTF8.self)
  }
}
