import RouterCore

/// A set of event types; asking it costs a shift and a mask.
package struct EventTypeSet: Sendable, Hashable {
  private var words: [UInt64] = []

  package init() {}

  package init(_ ids: some Sequence<EventTypeID>) {
    ids.forEach { insert($0) }
  }

  package mutating func insert(_ id: EventTypeID) {
    let word = Int(id.rawValue >> 6)
    while words.count <= word { words.append(0) }
    words[word] |= Self.bit(id)
  }

  package func contains(_ id: EventTypeID) -> Bool {
    let word = Int(id.rawValue >> 6)
    return word < words.count && words[word] & Self.bit(id) != 0
  }

  private static func bit(_ id: EventTypeID) -> UInt64 { 1 << UInt64(id.rawValue & 63) }
}
