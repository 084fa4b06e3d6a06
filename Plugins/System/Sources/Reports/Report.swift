import RouterCore

/// An event that is to be told, with a key by which it is told once, however often that is tried.
struct Report: Sendable {
  let draft: EventDraft
  let key: String
}
