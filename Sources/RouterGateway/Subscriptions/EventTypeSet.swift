import RouterCore

/// A set of event types, one bit each.
struct EventTypeSet: Equatable {
  private var words: [UInt64] = []

  func contains(_ type: EventTypeID) -> Bool {
    let word = type.index / 64
    return word < words.count && words[word] & (1 << UInt64(type.index % 64)) != 0
  }

  mutating func insert(_ type: EventTypeID) {
    let word = type.index / 64
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(type.index % 64)
  }

  mutating func remove(_ type: EventTypeID) {
    let word = type.index / 64
    if word < words.count { words[word] &= ~(1 << UInt64(type.index % 64)) }
  }
}
