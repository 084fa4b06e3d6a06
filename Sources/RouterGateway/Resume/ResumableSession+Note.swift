import RouterCore

// A session as it is kept with the log, so that it can be resumed after the server has ended, however it ended.
extension ResumableSession {
  static let noteKind = "session"

  /// - Parameter hasEnded: false for a session that still has its connection: what is written to it later is not noted.
  func note(_ catalogue: Catalogue, hasEnded: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("subject", subject)
    writer.member("epoch", epoch)
    writer.key("options")
    options.write(to: &writer)
    if let lastEvent { writer.member("last", lastEvent.value) }
    writer.key(hasEnded ? "written" : "since")
    write(written.mark, &writer)
    writer.key("subscriptions")
    subscriptions.write(to: &writer, catalogue)
    writer.key("earlier")
    writer.beginArray()
    for part in history.parts { write(part, &writer, catalogue) }
    writer.endArray()
    writer.endObject()
    return writer.finish()
  }

  private func write(_ mark: JournalMark, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("position", mark.position.value)
    writer.member("newest", mark.newest.value)
    writer.endObject()
  }

  private func write(_ part: SubscriptionHistory.Part, _ writer: inout JSONWriter, _ catalogue: Catalogue) {
    writer.beginObject()
    writer.member("until", part.until.value)
    writer.key("subscriptions")
    part.subscriptions.write(to: &writer, catalogue)
    writer.endObject()
  }

  /// Nil for what is no note of a session.
  /// - Parameter start: where the journal stood when the server started.
  init?(_ id: SessionID, note: [UInt8], _ catalogue: Catalogue, start: JournalMark) {
    guard let root = (try? JSONDocument(parsing: note))?.root, let subject = root["subject"]?.string,
      let epoch = root["epoch"]?.string
    else { return nil }
    let written: Written
    if let mark = root["written"].flatMap(JournalMark.init) {
      written = .through(mark)
    } else if let mark = root["since"].flatMap(JournalMark.init) {
      written = .unknown(since: mark.newest, through: start)
    } else {
      return nil
    }
    var missing: [String] = []
    let subscriptions = SubscriptionSet(root["subscriptions"], catalogue, missing: &missing)
    var history = SubscriptionHistory()
    var ignored: [String] = []
    for part in root["earlier"].map({ $0.kind == .array ? Array($0.elements) : [] }) ?? [] {
      guard let until = part.number("until") else { continue }
      history.add(
        SubscriptionSet(part["subscriptions"], catalogue, missing: &ignored), until: JournalPosition(until))
    }
    self.init(
      id: id, subject: subject, epoch: epoch, options: SessionOptions(root["options"]), subscriptions: subscriptions,
      history: history, lastEvent: root.number("last").map { EventNumber($0) }, written: written, missingTypes: missing)
  }
}

extension JournalMark {
  fileprivate init?(_ node: JSONNode) {
    guard let position = node.number("position"), let newest = node.number("newest") else { return nil }
    self.init(position: JournalPosition(position), newest: EventNumber(newest))
  }
}

extension JSONNode {
  fileprivate func number(_ key: String) -> UInt64? { self[key]?.int.flatMap { UInt64(exactly: $0) } }
}

extension SessionOptions {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("metrics_interval", metricsInterval)
    writer.member("buffer_size", bufferSize)
    writer.member("compression", compression)
    writer.member("ids", includesIDs)
    writer.member("mirror", mirrorsTimestamp)
    writer.endObject()
  }

  fileprivate init(_ node: JSONNode?) {
    self.init()
    apply(
      ConfigureRequest(
        metricsInterval: node?["metrics_interval"]?.int, bufferSize: node?["buffer_size"]?.int,
        compression: node?["compression"]?.bool, includesIDs: node?["ids"]?.bool,
        mirrorsTimestamp: node?["mirror"]?.bool))
  }
}
