import RouterCore

/// What a RECONNECT_SUCCESS says (contract §3, reconnect). Old servers leave most of it out.
struct Resumption: Sendable, Equatable {
  /// Whether events are missing between the last one that we have and the first that will come.
  var hasGap = false
  /// Why, in the server's words.
  var reason: String?
  /// The oldest event that the server still has.
  var oldestAvailable: String?
  /// What comes is behind this event: the one that RECONNECT has named, or the server's newest at this moment.
  var lastMessageID: String?
  /// How many events follow at once.
  var replayCount: Int?
  /// What is subscribed to now; nil when the server does not say.
  var subscriptions: [String]?

  init() {}

  init(_ payload: JSONNode?) {
    hasGap = payload?["gap"]?.bool ?? false
    // Both are for the log only, where nobody may write pages.
    reason = payload?["reason"]?.string.map { String($0.unicodeScalars.prefix(80)) }
    oldestAvailable = ServerMessage.id(payload?["oldestAvailable"])
    lastMessageID = ServerMessage.id(payload?["lastMessageId"])
    replayCount = payload?["replayCount"]?.int
    if let names = payload?["subscriptions"], names.kind == .array {
      subscriptions = names.elements.compactMap(\.string)
    }
  }
}
