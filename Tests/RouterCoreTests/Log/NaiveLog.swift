import RouterCore

/// The memory log as a list: everything is searched and summed anew each time.
struct NaiveLog {
  struct Entry: Equatable {
    let number: UInt64
    let loggedAt: Timestamp
    let cost: Int
  }

  enum Result: Equatable {
    case numbers(ClosedRange<UInt64>)
    case error(LogError)
  }

  let bounds: (age: Duration, size: Int, count: Int, queue: Int, queueSize: Int)
  private(set) var entries: [Entry] = []
  private(set) var head: UInt64 = 0
  private var all: [Entry] = []
  private var clock = Timestamp.distantPast
  var cursors: [LogCursor: UInt64]
  private(set) var waiting: [(id: Int, costs: [Int])] = []
  /// Answers to those who had to wait.
  private(set) var answers: [Int: Result] = [:]
  private var isClosed = false

  init(bounds: (age: Duration, size: Int, count: Int, queue: Int, queueSize: Int), cursors: [LogCursor]) {
    self.bounds = bounds
    self.cursors = Dictionary(uniqueKeysWithValues: cursors.map { ($0, 0) })
  }

  private var slowest: UInt64 { cursors.values.min() ?? 0 }
  private var queued: [Entry] { all.filter { $0.number > slowest } }

  var status: LogStatus {
    var status = LogStatus(
      head: EventNumber(head), oldest: EventNumber(entries.first?.number ?? head + 1), count: entries.count,
      bytes: entries.reduce(0) { $0 + $1.cost }, queued: queued.count, waiting: waiting.count)
    let bytes = queued.reduce(0) { $0 + $1.cost }
    status.queueUse = max(
      Double(queued.count) / Double(bounds.queue), Double(bytes) / Double(bounds.queueSize))
    return status
  }

  /// Nil when the producer has to wait.
  mutating func append(_ id: Int, _ costs: [Int], _ policy: FullLogPolicy, at now: Timestamp) -> Result? {
    if policy == .accept { return .numbers(take(costs, at: now)) }
    if isClosed { return .error(.closed) }
    if waiting.isEmpty, hasRoom(costs) { return .numbers(take(costs, at: now)) }
    if policy == .refuse { return .error(.full) }
    waiting.append((id, costs))
    return nil
  }

  mutating func cancel(_ id: Int, at now: Timestamp) {
    waiting.removeAll { $0.id == id }
    answers[id] = .error(.cancelled)
    letIn(at: now)
  }

  mutating func advance(_ cursor: LogCursor, to number: UInt64, at now: Timestamp) {
    let before = slowest
    cursors[cursor] = max(cursors[cursor] ?? 0, min(number, head))
    guard slowest > before else { return }
    trim(at: max(now, clock))
    letIn(at: now)
  }

  mutating func close() {
    isClosed = true
    for producer in waiting { answers[producer.id] = .error(.closed) }
    waiting = []
  }

  private mutating func letIn(at now: Timestamp) {
    while let first = waiting.first, hasRoom(first.costs) {
      waiting.removeFirst()
      answers[first.id] = .numbers(take(first.costs, at: now))
    }
  }

  private func hasRoom(_ costs: [Int]) -> Bool {
    let queued = queued
    if queued.isEmpty { return true }
    return queued.count + costs.count <= bounds.queue
      && queued.reduce(0) { $0 + $1.cost } + costs.reduce(0, +) <= bounds.queueSize
  }

  private mutating func take(_ costs: [Int], at now: Timestamp) -> ClosedRange<UInt64> {
    clock = max(clock, now)
    for cost in costs {
      head += 1
      entries.append(Entry(number: head, loggedAt: clock, cost: cost))
      all.append(Entry(number: head, loggedAt: clock, cost: cost))
    }
    trim(at: clock)
    return head - UInt64(costs.count) + 1...head
  }

  private mutating func trim(at now: Timestamp) {
    while let oldest = entries.first, oldest.number <= slowest,
      entries.count > bounds.count || status.bytes > bounds.size || oldest.loggedAt < now - bounds.age
    { entries.removeFirst() }
  }
}
