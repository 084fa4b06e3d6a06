import RouterCore

/// What a file holds of entries, kept up to date with every transaction, so that retention need not count.
struct LogExtent: Sendable, Equatable {
  private(set) var oldest: (number: EventNumber, loggedAt: Timestamp)?
  private(set) var count = 0
  private(set) var bytes = 0
  /// Retention had to stop at what somebody may not lose.
  var isOverLimit = false

  mutating func add(_ number: EventNumber, at loggedAt: Timestamp, size: Int) {
    if oldest == nil { oldest = (number, loggedAt) }
    count += 1
    bytes += size
  }

  /// - Parameter oldest: of what is left.
  mutating func remove(count: Int, bytes: Int, oldest: (number: EventNumber, loggedAt: Timestamp)?) {
    self.count -= count
    self.bytes -= bytes
    self.oldest = oldest
  }

  var stored: StoredExtent {
    StoredExtent(oldest: oldest?.number, count: count, bytes: bytes, isOverLimit: isOverLimit)
  }

  static func == (left: Self, right: Self) -> Bool { left.stored == right.stored }
}
