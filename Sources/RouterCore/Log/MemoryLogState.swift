import ConfigSchema
import DequeModule

/// What the memory log's lock protects. Whoever has waited long enough is collected in `served` and resumed by the
/// caller, outside the lock.
struct MemoryLogState: ~Copyable {
  typealias Answer = Result<ClosedRange<EventNumber>, LogError>

  struct Submission: Sendable {
    let events: [Event]
    let origin: Origin
  }

  /// A producer that waits for room; its events are appended for it, so waiting producers cannot be overtaken.
  struct Producer: Sendable {
    let ticket: Int
    let submission: Submission
    let continuation: CheckedContinuation<Answer, Never>
  }

  struct Reader: Sendable {
    let after: EventNumber
    let continuation: CheckedContinuation<Void, Never>
  }

  struct Served: Sendable {
    var producers: [(continuation: CheckedContinuation<Answer, Never>, answer: Answer)] = []
    var readers: [CheckedContinuation<Void, Never>] = []

    func resume() {
      for producer in producers { producer.continuation.resume(returning: producer.answer) }
      for reader in readers { reader.resume() }
    }
  }

  private let config: LogConfig
  private var entries = LogEntries()
  private var head: EventNumber
  private var clock = Timestamp.distantPast
  private var cursors: [LogCursor: EventNumber]
  /// The slowest cursor, kept so that an append need not look for it.
  private var slowest: EventNumber
  private var queuedBytes = 0
  private var producers: Deque<Producer> = []
  private var served = Served()
  private var tickets = 0
  var readers: [Int: Reader] = [:]
  var journal = OutcomeJournal()
  private(set) var isClosed = false

  init(config: LogConfig, cursors: [LogCursor], head: EventNumber) {
    self.config = config
    self.head = head
    self.cursors = Dictionary(cursors.map { ($0, head) }) { first, _ in first }
    slowest = head
  }

  private var queued: Int { Int(head.value - slowest.value) }

  func status() -> LogStatus {
    LogStatus(
      head: head, oldest: entries.oldest ?? head.next, count: entries.count, bytes: entries.bytes, queued: queued,
      waiting: producers.count)
  }

  mutating func nextTicket() -> Int {
    tickets += 1
    return tickets
  }

  /// Those whom the changes since the last call have served.
  mutating func takeServed() -> Served {
    if !readers.isEmpty {
      let ready = readers.filter { isClosed || $0.value.after < head }
      for ticket in ready.keys { readers[ticket] = nil }
      served.readers = ready.values.map(\.continuation)
    }
    defer { served = Served() }
    return served
  }

  mutating func close() {
    isClosed = true
    for producer in producers { answer(producer, .failure(.closed)) }
    producers = []
  }
}

// MARK: - Producers

extension MemoryLogState {
  /// Nil means that the producer has to wait.
  mutating func submit(_ submission: Submission, whenFull: FullLogPolicy, at now: Timestamp) -> Answer? {
    if whenFull == .accept { return append(submission, at: now) }
    if isClosed { return .failure(.closed) }
    if producers.isEmpty, hasRoom(for: submission) { return append(submission, at: now) }
    return whenFull == .refuse ? .failure(.full) : nil
  }

  mutating func park(_ producer: Producer, at now: Timestamp) {
    // Things may have changed since `submit` said to wait.
    if let answer = submit(producer.submission, whenFull: .wait, at: now) {
      self.answer(producer, answer)
    } else {
      producers.append(producer)
    }
  }

  mutating func answer(_ producer: Producer, _ answer: Answer) {
    served.producers.append((producer.continuation, answer))
  }

  /// Takes a cancelled producer out. Those behind it may have waited only because it came before them.
  mutating func withdraw(_ ticket: Int, at now: Timestamp) {
    guard let index = producers.firstIndex(where: { $0.ticket == ticket }) else { return }
    answer(producers.remove(at: index), .failure(.cancelled))
    admitProducers(at: now)
  }

  private mutating func admitProducers(at now: Timestamp) {
    while let producer = producers.first, hasRoom(for: producer.submission) {
      producers.removeFirst()
      answer(producer, append(producer.submission, at: now))
    }
  }

  /// A batch larger than the whole queue passes when the queue is empty: it could never pass otherwise.
  private func hasRoom(for submission: Submission) -> Bool {
    guard queued > 0 else { return true }
    guard queued + submission.events.count <= config.queue.events else { return false }
    return queuedBytes + submission.events.reduce(0) { $0 + $1.cost } <= config.queue.size.bytes
  }

  private mutating func append(_ submission: Submission, at now: Timestamp) -> Answer {
    let count = UInt64(submission.events.count)
    guard count > 0 else { return .success(head...head) }
    guard head.value + count <= EventNumber.limit.value else { return .failure(.exhausted) }
    clock = max(clock, now)
    let first = head.next
    for event in submission.events {
      head = head.next
      queuedBytes += entries.append(LogEntry(number: head, loggedAt: clock, origin: submission.origin, event: event))
    }
    trim(at: clock)
    return .success(first...head)
  }
}

// MARK: - Readers and retention

extension MemoryLogState {
  func page(after number: EventNumber, limit: Int) -> [LogEntry] { entries.page(after: number, limit: limit) }

  /// False when there is no need to wait.
  mutating func park(reader: CheckedContinuation<Void, Never>, _ ticket: Int, after number: EventNumber) -> Bool {
    guard number >= head, !isClosed else { return false }
    readers[ticket] = Reader(after: number, continuation: reader)
    return true
  }

  mutating func advance(_ cursor: LogCursor, to number: EventNumber, at now: Timestamp) {
    let number = min(number, head)
    guard let current = cursors[cursor], current < number else { return }
    cursors[cursor] = number
    let slowestNow = cursors.values.min() ?? head
    guard slowest < slowestNow else { return }
    queuedBytes -= entries.bytes(after: slowest, through: slowestNow)
    slowest = slowestNow
    trim(at: max(clock, now))
    admitProducers(at: now)
  }

  private mutating func trim(at now: Timestamp) {
    let expiry = now - config.keep.age
    while let oldest = entries.oldest, oldest <= slowest,
      entries.count > config.keep.count || entries.bytes > config.keep.size.bytes || entries.isOldest(olderThan: expiry)
    {
      entries.removeFirst()
    }
    journal.forget(before: entries.oldest ?? head.next)
  }
}
