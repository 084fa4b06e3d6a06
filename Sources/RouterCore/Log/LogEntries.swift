import DequeModule

/// Consecutive entries and what they take in memory. Sums of bytes are differences of running totals, so that neither
/// retention nor the queue bound has to look at every event again.
struct LogEntries: Sendable {
  private struct Stored: Sendable {
    let entry: LogEntry
    /// The cost of all entries ever appended, this one included.
    let total: Int
  }

  private var stored: Deque<Stored> = []
  private var total = 0
  private var removed = 0

  var count: Int { stored.count }
  var bytes: Int { total - removed }
  var oldest: EventNumber? { stored.isEmpty ? nil : stored[0].entry.number }

  func isOldest(olderThan moment: Timestamp) -> Bool { !stored.isEmpty && stored[0].entry.loggedAt < moment }

  /// - Returns: the entry's cost in bytes.
  mutating func append(_ entry: LogEntry) -> Int {
    let cost = entry.event.cost
    total += cost
    stored.append(Stored(entry: entry, total: total))
    return cost
  }

  mutating func removeFirst() {
    guard let first = stored.popFirst() else { return }
    removed = first.total
  }

  func page(after number: EventNumber, limit: Int) -> [LogEntry] {
    let start = index(after: number)
    return stored[start...].prefix(max(limit, 0)).map(\.entry)
  }

  /// The last number that was logged before a moment; nil when none is retained.
  func number(before moment: Timestamp) -> EventNumber? {
    var (low, high) = (0, stored.count)
    while low < high {
      let middle = (low + high) / 2
      if stored[middle].entry.loggedAt < moment { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? stored[low - 1].entry.number : nil
  }

  /// The cost of the retained entries between two numbers.
  func bytes(after number: EventNumber, through last: EventNumber) -> Int {
    totalBefore(index(after: last)) - totalBefore(index(after: number))
  }

  /// An event by its number.
  subscript(number: EventNumber) -> Event? {
    guard number.value > 0 else { return nil }
    let index = index(after: EventNumber(number.value - 1))
    guard index < stored.count, stored[index].entry.number == number else { return nil }
    return stored[index].entry.event
  }

  func count(after number: EventNumber) -> Int { stored.count - index(after: number) }

  /// Where the first entry behind `number` stands, or would. Numbers may be skipped (a reserved block that a crash has
  /// cut), so an entry stands at most as far from the oldest as their numbers do.
  private func index(after number: EventNumber) -> Int {
    guard let oldest, number >= oldest else { return 0 }
    var high = Int(min(number.value - oldest.value + 1, UInt64(stored.count)))
    if high == 0 || stored[high - 1].entry.number == number { return high }
    var low = 0
    while low < high {
      let middle = (low + high) / 2
      if stored[middle].entry.number <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func totalBefore(_ index: Int) -> Int { index > 0 ? stored[index - 1].total : removed }
}
