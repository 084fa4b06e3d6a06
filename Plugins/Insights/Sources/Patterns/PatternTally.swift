import RouterCore

/// Counts what patterns are made of: a value, stepped with the entries of a timeframe and of the time before it, in order.
struct PatternTally: Sendable {
  private struct Pair: Hashable {
    let first, second: String
  }

  /// Beyond, events of further groups are counted but not told apart.
  private static let maxGroups = 10_000
  private static let minute: Int64 = 60_000_000
  private static let togetherShare = 0.5
  private static let spikeFactor = 2

  private let start: Timestamp
  private let length: Duration
  private let group: GroupKey?
  private var now: [String: Int] = [:]
  private var before: [String: Int] = [:]
  private var groups: [String: Int] = [:]
  /// Of the minute at hand: the types that each group has had.
  private var minute: (number: Int64, types: [String: Set<String>]) = (.min, [:])
  private var minutes: [String: Int] = [:]
  private var pairs: [Pair: Int] = [:]

  /// - Parameter start: of the timeframe; what comes before is the time before.
  init(start: Timestamp, length: Duration, group: GroupKey?) {
    (self.start, self.length, self.group) = (start, length, group)
  }

  /// Events of the timeframe.
  var count: Int { now.values.reduce(0, +) }

  mutating func add(_ entry: LogEntry) {
    let event = entry.event
    guard entry.loggedAt >= start else {
      before[event.typeName, default: 0] += 1
      return
    }
    now[event.typeName, default: 0] += 1
    let name = group?.text(of: event)
    if let name, groups[name] != nil || groups.count < Self.maxGroups { groups[name, default: 0] += 1 }
    let number = entry.loggedAt.microseconds / Self.minute
    if number != minute.number { endMinute(number) }
    minute.types[name ?? event.agent ?? "", default: []].insert(event.typeName)
  }

  private mutating func endMinute(_ next: Int64) {
    for types in minute.types.values {
      let types = types.sorted()
      for (index, first) in types.enumerated() {
        minutes[first, default: 0] += 1
        for second in types[(index + 1)...] { pairs[Pair(first: first, second: second), default: 0] += 1 }
      }
    }
    minute = (next, [:])
  }

  // MARK: Patterns

  /// - Parameter knowsBefore: whether all of the time before was there to be counted.
  mutating func patterns(knowsBefore: Bool, minCount: Int, limit: Int) -> [Pattern] {
    endMinute(.min)
    let (total, hours) = (Double(count), Double(length.wholeMicroseconds) / 3_600_000_000)
    let often = now.filter { $0.value >= minCount }.sorted(by: Self.mostFirst)
    let spikes = often.filter { $0.value >= Self.spikeFactor * before[$0.key, default: 0] }
    let top = groups.filter { $0.value >= minCount }.sorted(by: Self.mostFirst)
    return (knowsBefore ? spikes : []).prefix(limit).map { name, count in
      .spike(event: name, count: count, before: before[name, default: 0])
    }
      + often.prefix(limit).map { name, count in
        .frequency(
          event: name, count: count, share: Self.short(Double(count) / total),
          perHour: Self.short(Double(count) / hours))
      }
      + top.prefix(limit).map { .topGroup(group: $0, count: $1, share: Self.short(Double($1) / total)) }
      + together(minCount).prefix(limit)
  }

  private func together(_ minCount: Int) -> [Pattern] {
    let found = pairs.compactMap { pair, count -> (pair: Pair, count: Int, share: Double)? in
      let rarer = min(minutes[pair.first, default: count], minutes[pair.second, default: count])
      let share = Double(count) / Double(rarer)
      return count >= minCount && share >= Self.togetherShare ? (pair, count, share) : nil
    }
    let sorted = found.sorted { ($1.count, $0.pair.first, $0.pair.second) < ($0.count, $1.pair.first, $1.pair.second) }
    return sorted.map {
      .together(first: $0.pair.first, second: $0.pair.second, count: $0.count, share: Self.short($0.share))
    }
  }

  private static func mostFirst(_ left: (key: String, value: Int), _ right: (key: String, value: Int)) -> Bool {
    (right.value, left.key) < (left.value, right.key)
  }

  /// Three digits behind the point tell enough.
  private static func short(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
