import RouterCore

/// An event as a publisher hands it in: read, and not yet held against the catalogue and the publisher's permissions.
struct Publication: Sendable {
  let draft: EventDraft
  /// What the publisher calls it: the same event published again has the same. Without one it is not recognised.
  var id: String?
  /// Where the type stood.
  var typePlace = FieldPlace.body("/type")
  /// Where the payload stood.
  var payload = PayloadPlace.member("/data")

  /// Bounds of what is kept in memory as long as an event is recognised.
  static let idBytes = 1...256
  static let sourceBytes = 1...1024
}

/// Where the payload of an event stood, so that its fields can be named.
enum PayloadPlace: Sendable, Hashable {
  /// RFC 6901, from the root of the event.
  case member(String)
  /// Base64 text: its inside has no pointer.
  case encoded(String)

  /// - Parameter pointer: from the payload's root.
  func place(of pointer: String) -> FieldPlace {
    switch self {
    case .member(let prefix): .body(prefix + pointer)
    case .encoded(let place): .body(place)
    }
  }
}

/// An event that may be appended to the log.
struct PublishedEvent: Sendable {
  let event: Event
  let id: String?

  /// Source and id together name an event (contract §7). The length keeps any two pairs apart.
  var key: String? { id.map { "\(event.source.utf8.count):\(event.source)\($0)" } }
}
