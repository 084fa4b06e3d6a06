import RouterCore

/// Which events of a batch are sent next, and what the batch comes to. A value that knows neither network nor time.
///
/// Events with the same key are sent one after the other: of a key at most one request is under way, and when one has
/// failed the later ones wait for the next time that the engine offers the batch.
struct DispatchPlan: Sendable {
  struct Item: Sendable, Equatable {
    let number: EventNumber
    /// Events with the same one keep their order.
    let key: Int
    /// What it adds to a request's body.
    let size: Int
  }

  struct Limits: Sendable, Equatable {
    /// Requests under way at the same time.
    var concurrency: Int
    /// Events of one request.
    var events = 1
    /// Bytes of one request, unless it carries a single event.
    var size = Int.max
  }

  enum State: Sendable, Equatable {
    case waiting
    case inFlight
    case failed(reason: String, after: Duration?)
    case settled(Fate)
  }

  /// Why nothing more is begun.
  private enum Halt {
    case pause(after: Duration?, reason: String)
    case gone(reason: String)
  }

  let items: [Item]
  private let limits: Limits
  private(set) var states: [State]
  /// How many events a request with this one may carry: fewer after a larger request was refused.
  private var caps: [Int]
  /// Events that failed together go together, so that a repeated request is the same one.
  private var groups: [[Int]]
  private var isBlocked: [Bool]
  /// Everything before is settled.
  private var front = 0
  private(set) var inFlight = 0
  private var halt: Halt?

  init(_ items: [Item], limits: Limits, progress: Progress = Progress()) {
    self.items = items
    self.limits = limits
    states = items.map { item in progress.fate(of: item.number).map { .settled($0) } ?? .waiting }
    caps = Array(repeating: limits.events, count: items.count)
    groups = []
    isBlocked = Array(repeating: false, count: (items.map(\.key).max() ?? -1) + 1)
    groups = restore(progress.groups)
  }

  /// Groups of which every event is there and waits; without the front event, say, it would be another request anyway.
  private func restore(_ groups: [[EventNumber]]) -> [[Int]] {
    guard !groups.isEmpty else { return [] }
    let places = Dictionary(items.enumerated().map { ($1.number, $0) }) { first, _ in first }
    return groups.compactMap { group in
      let members = group.compactMap { places[$0] }
      return members.count == group.count && members.allSatisfy { states[$0] == .waiting } ? members : nil
    }
  }
}

// MARK: - Sending

extension DispatchPlan {
  /// The events of the next request; nil when there is none that may begin now.
  func next() -> [Int]? {
    guard halt == nil, inFlight < limits.concurrency else { return nil }
    var shipment: [Int] = []
    var (size, cap) = (0, limits.events)
    for index in front..<items.count where states[index] == .waiting && !isBlocked[items[index].key] {
      if let group = groups.first(where: { $0.contains(index) }) {
        // What stands behind it must not overtake it.
        guard shipment.isEmpty else { break }
        if mayGo(group) { return group }
      }
      cap = min(cap, caps[index])
      guard shipment.isEmpty || (shipment.count < cap && size + items[index].size <= limits.size) else { break }
      shipment.append(index)
      size += items[index].size
      if shipment.count >= cap { break }
    }
    return shipment.isEmpty ? nil : shipment
  }

  /// Whether no other event has to go before one of the group.
  private func mayGo(_ group: [Int]) -> Bool {
    guard let last = group.last else { return false }
    let keys = Set(group.map { items[$0].key })
    let isOvertaking = (front..<last).contains { index in
      states[index] == .waiting && keys.contains(items[index].key) && !group.contains(index)
    }
    return !isOvertaking && group.allSatisfy { states[$0] == .waiting && !isBlocked[items[$0].key] }
  }

  /// What `next` gave is under way.
  mutating func start(_ shipment: [Int]) {
    inFlight += 1
    mark(shipment, .inFlight, isBlocked: true)
  }

  mutating func finish(_ shipment: [Int], _ verdict: Verdict) {
    inFlight -= 1
    groups.removeAll { $0 == shipment }
    switch verdict {
    case .accepted: mark(shipment, .settled(.delivered), isBlocked: false)
    case .rejected(let reason): mark(shipment, .settled(.rejected(reason: reason)), isBlocked: false)
    case .unfit(let reason) where shipment.count == 1:
      mark(shipment, .settled(.rejected(reason: reason)), isBlocked: false)
    case .unfit:
      mark(shipment, .waiting, isBlocked: false)
      for index in shipment { caps[index] = (shipment.count + 1) / 2 }
    case .retry(let reason, let after, _):
      fail(shipment, reason: reason, after: after)
      if after != nil { pause(after: after, reason: reason) }
    case .gone(let reason):
      fail(shipment, reason: reason, after: nil)
      halt = .gone(reason: reason)
    case .interrupted: fail(shipment, reason: "the sink is being stopped", after: nil)
    }
    while front < items.count, case .settled = states[front] { front += 1 }
  }

  private mutating func fail(_ shipment: [Int], reason: String, after: Duration?) {
    mark(shipment, .failed(reason: reason, after: after), isBlocked: true)
    if shipment.count > 1 { groups.append(shipment) }
  }

  private mutating func mark(_ shipment: [Int], _ state: State, isBlocked blocks: Bool) {
    for index in shipment {
      states[index] = state
      isBlocked[items[index].key] = blocks
    }
  }

  /// Nothing more is begun. Of several pauses the longest counts.
  mutating func pause(after: Duration?, reason: String) {
    switch halt {
    case nil: halt = .pause(after: after, reason: reason)
    case .pause(let other, let reason): halt = .pause(after: [other, after].compactMap(\.self).max(), reason: reason)
    case .gone: break
    }
  }

  /// Nothing more is begun, now or later.
  mutating func end(reason: String) { halt = .gone(reason: reason) }
}

// MARK: - The result

extension DispatchPlan {
  /// How the engine is answered when nothing is under way any more.
  var answer: SinkAnswer {
    let delivered = states.prefix { $0 == .settled(.delivered) }.count
    guard delivered < items.count else { return .delivered }
    if case .settled(.rejected(let reason)) = states[delivered] {
      return .rejected(delivered: delivered, reason: reason)
    }
    if case .gone(let reason) = halt { return .stop(delivered: delivered, reason: reason) }
    var (reason, after): (String?, Duration?) = (nil, nil)
    if case .failed(let own, let wish) = states[delivered] { (reason, after) = (own, wish) }
    if case .pause(let pause, let why) = halt {
      reason = reason ?? why
      after = [after, pause].compactMap(\.self).max()
    }
    return .retry(delivered: delivered, after: after, reason: reason ?? "the sink is being stopped")
  }

  /// What has to be remembered until these events are offered again.
  var leftovers: (fates: [EventNumber: Fate], groups: [[EventNumber]]) {
    // What the answer speaks of is the engine's from now on.
    let delivered = states.prefix { $0 == .settled(.delivered) }.count
    var fates: [EventNumber: Fate] = [:]
    for index in items.indices.dropFirst(delivered + 1) {
      if case .settled(let fate) = states[index] { fates[items[index].number] = fate }
    }
    return (fates, groups.map { $0.map { items[$0].number } })
  }
}
