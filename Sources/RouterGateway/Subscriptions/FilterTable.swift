import RouterCore

/// The different filters of an index. Equal ones are one entry, which looks at an event once, however many subscriptions
/// share it.
struct FilterTable {
  /// Stands for a filter of the table.
  struct ID: Hashable {
    fileprivate let index: Int32

    /// The filter that admits everything.
    static let none = ID(index: -1)
  }

  private struct Entry {
    var filter: SubscriptionFilter
    var users: Int
    /// The event that `verdict` is about.
    var event: UInt64
    var verdict: Bool
  }

  private var entries: [Entry] = []
  private var ids: [SubscriptionFilter: ID] = [:]
  private var free: [ID] = []
  private var event: UInt64 = 0
  /// Times that a filter has looked at an event.
  private(set) var evaluations: UInt64 = 0

  /// Different filters in use.
  var count: Int { ids.count }

  mutating func acquire(_ filter: SubscriptionFilter) -> ID {
    guard !filter.isEmpty else { return .none }
    if let id = ids[filter] {
      entries[Int(id.index)].users += 1
      return id
    }
    let entry = Entry(filter: filter, users: 1, event: 0, verdict: false)
    let id = free.popLast() ?? ID(index: Int32(truncatingIfNeeded: entries.count))
    if Int(id.index) == entries.count { entries.append(entry) } else { entries[Int(id.index)] = entry }
    ids[filter] = id
    return id
  }

  /// The id of a filter that has been acquired.
  func id(of filter: SubscriptionFilter) -> ID { filter.isEmpty ? .none : ids[filter] ?? .none }

  mutating func release(_ id: ID) {
    guard id != .none else { return }
    entries[Int(id.index)].users -= 1
    guard entries[Int(id.index)].users == 0 else { return }
    ids[entries[Int(id.index)].filter] = nil
    entries[Int(id.index)].filter = .none
    free.append(id)
  }

  /// Forgets the verdicts: the next event comes.
  mutating func beginEvent() { event += 1 }

  mutating func admits(_ id: ID, _ event: Event) -> Bool {
    guard id != .none else { return true }
    let index = Int(id.index)
    if entries[index].event == self.event { return entries[index].verdict }
    evaluations += 1
    let verdict = entries[index].filter.admits(event)
    entries[index].event = self.event
    entries[index].verdict = verdict
    return verdict
  }
}
