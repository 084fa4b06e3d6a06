import ConfigSchema
import DequeModule

/// What the log's lock protects. Whoever has waited long enough is collected in `served` and resumed by the caller, outside
/// the lock.
///
/// An append goes three steps: `submit` lets it in or makes it wait for room; `takeWork` numbers what was let in; `settle`
/// shows it to readers, once it is written. Without a storage the three follow each other at once.
struct LocalLogState: ~Copyable {
  typealias Answer = Result<LogReceipt, LogError>

  /// What a producer hands in, and whom to tell what became of it.
  struct Producer: Sendable {
    let ticket: Int
    let submission: LogSubmission
    let policy: FullLogPolicy
    /// Nil for what stages emit: nobody waits for its number.
    let continuation: CheckedContinuation<Answer, Never>?
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

  let config: LogConfig
  let retention: Retention
  let isStored: Bool
  var entries = LogEntries()
  /// The last number that readers can see.
  var head: EventNumber
  /// The last number given: those up to it may be on their way to the storage.
  var given: EventNumber
  /// Numbers up to here may be given without asking the storage.
  var reserved: EventNumber
  var clock: Timestamp
  private var cursors: [LogCursor: EventNumber]
  /// The slowest cursor, kept so that an append need not look for it.
  private(set) var slowest: EventNumber
  private var queuedBytes = 0
  /// Let in and not yet shown to readers.
  private var admitted = (events: 0, bytes: 0)
  private var producers: Deque<Producer> = []
  var served = Served()
  private var tickets = 0
  var readers: [Int: Reader] = [:]
  var journal: OutcomeJournal
  /// Decisions up to here are stored: what is not must stay in memory.
  var journalStored: JournalPosition
  var routed: EventNumber
  var routedAt: Timestamp?
  /// Entries are numbered, and readers do not see them yet.
  var isWriting = false
  var keys: IdempotencyWindow
  var sourcePositions: [String: String]
  var sinks: [String: (sink: DurableSink, cursor: SinkCursor)] = [:]
  /// Cursors of the last life of the process, until their sinks come back.
  var storedCursors: [String: SinkCursor]
  var notes: [String: [String: [UInt8]]] = [:]
  var work = LogWork()
  var extent: StoredExtent
  var trouble: String?
  var disk: DiskRoom?
  var replays: [String: [DeadLetter]] = [:]
  /// Dead letters that have been given to their sinks, until what became of them is stored.
  var replaying: Set<Int64> = []
  private(set) var isClosed = false

  init(config: LogConfig, cursors: [LogCursor], stored: StoredLog, isStored: Bool) {
    self.config = config
    retention = config.retention
    self.isStored = isStored
    head = stored.head
    given = stored.head
    reserved = stored.head
    clock = stored.clock
    // What was not routed in an earlier life is the router's first task in this one.
    self.cursors = Dictionary(cursors.map { ($0, stored.routed) }) { first, _ in first }
    slowest = stored.routed
    journal = OutcomeJournal(end: stored.journalEnd)
    journalStored = stored.journalEnd
    routed = stored.routed
    keys = IdempotencyWindow(config: config.idempotency)
    for key in stored.keys { keys.add(key.key, key.number, at: key.at) }
    sourcePositions = stored.sourcePositions
    storedCursors = stored.cursors
    extent = stored.extent
  }

  func status() -> LogStatus {
    var status = LogStatus(
      head: head, oldest: (isStored ? extent.oldest ?? entries.oldest : entries.oldest) ?? head.next,
      count: isStored ? extent.count : entries.count, bytes: isStored ? extent.bytes : entries.bytes,
      queued: queued, waiting: producers.count, trouble: trouble)
    status.queueUse = queueUse
    status.retentionUse = isStored ? Double(extent.bytes) / Double(max(retention.hardLimit, 1)) : 0
    status.isFull = extent.isOverLimit
    status.disk = disk
    return status
  }

  private var queueUse: Double {
    let bytes = Double(queuedBytes + admitted.bytes) / Double(config.queue.size.bytes)
    return max(bytes, Double(queued) / Double(config.queue.events))
  }

  mutating func nextTicket() -> Int {
    tickets += 1
    return tickets
  }

  /// Those whom the changes since the last call have served.
  mutating func takeServed() -> Served {
    if !readers.isEmpty {
      let ready = readers.filter { hasEnded || $0.value.after < head }
      for ticket in ready.keys { readers[ticket] = nil }
      served.readers += ready.values.map(\.continuation)
    }
    defer { served = Served() }
    return served
  }

  mutating func close() {
    isClosed = true
    for producer in producers { answer(producer, .failure(.closed)) }
    producers = []
  }

  /// Closed, and nothing is on its way to the readers any more.
  var hasEnded: Bool { isClosed && admitted.events == 0 }
}

// MARK: - Producers

extension LocalLogState {
  /// Events that readers have not dealt with. Those on the way to the storage count: they will be.
  private var queued: Int { entries.count(after: slowest) + admitted.events }

  /// Lets a producer in, makes it wait, or answers it.
  mutating func submit(_ producer: Producer, at now: Timestamp) {
    if producer.policy == .accept { return admit(producer) }
    if isClosed { return answer(producer, .failure(.closed)) }
    if producer.submission.events.isEmpty, producer.submission.sourcePosition == nil {
      return answer(producer, .success(LogReceipt(items: [])))
    }
    if producer.policy == .refuse, let refusal = refusal(of: producer) { return answer(producer, .failure(refusal)) }
    if producers.isEmpty, hasRoom(for: producer.submission) { return admit(producer) }
    if producer.policy == .refuse { return answer(producer, .failure(.full)) }
    producers.append(producer)
  }

  private func refusal(of producer: Producer) -> LogError? {
    if let trouble, config.whenUnwritable != .pass || !isSource(producer) { return .unavailable(trouble) }
    return extent.isOverLimit ? .full : nil
  }

  /// Not a publisher, who has been promised that what is accepted is kept.
  func isSource(_ producer: Producer) -> Bool {
    if case .source = producer.submission.origin { producer.submission.origin != .ingest } else { false }
  }

  mutating func answer(_ producer: Producer, _ answer: Answer) {
    guard let continuation = producer.continuation else { return }
    served.producers.append((continuation, answer))
  }

  /// Takes a cancelled producer out. Those behind it may have waited only because it came before them.
  mutating func withdraw(_ ticket: Int) {
    guard let index = producers.firstIndex(where: { $0.ticket == ticket }) else { return }
    answer(producers.remove(at: index), .failure(.cancelled))
    admitProducers()
  }

  mutating func admitProducers() {
    while let producer = producers.first, hasRoom(for: producer.submission) {
      producers.removeFirst()
      admit(producer)
    }
  }

  private mutating func admit(_ producer: Producer) {
    work.producers.append(producer)
    count(producer, 1)
  }

  /// Counts what is let in and not yet shown to readers.
  func costs(_ producer: Producer) -> (events: Int, bytes: Int) {
    (producer.submission.events.count, producer.submission.events.reduce(0) { $0 + $1.cost })
  }

  mutating func count(_ producer: Producer, _ sign: Int) {
    let (events, bytes) = costs(producer)
    admitted.events += sign * events
    admitted.bytes += sign * bytes
  }

  /// A batch larger than the whole queue passes when the queue is empty: it could never pass otherwise.
  private func hasRoom(for submission: LogSubmission) -> Bool {
    guard !extent.isOverLimit else { return false }
    guard queued > 0 else { return true }
    guard queued + submission.events.count <= config.queue.events else { return false }
    let bytes = queuedBytes + admitted.bytes + submission.events.reduce(0) { $0 + $1.cost }
    return bytes <= config.queue.size.bytes
  }
}

// MARK: - Readers and retention

extension LocalLogState {
  func page(after number: EventNumber, limit: Int) -> [LogEntry] { entries.page(after: number, limit: limit) }

  /// Makes entries visible.
  mutating func show(_ new: [LogEntry]) {
    for entry in new { queuedBytes += entries.append(entry) }
    if let last = new.last { head = max(head, last.number) }
  }

  /// Entries of an earlier life, when the log begins.
  mutating func restore(_ old: [LogEntry]) {
    for entry in old {
      let cost = entries.append(entry)
      if entry.number > slowest { queuedBytes += cost }
    }
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
    admitProducers()
  }

  /// Forgets what is too much for memory; the storage has its own bounds.
  mutating func trim(at now: Timestamp) {
    let expiry = now - retention.age
    let size = isStored ? config.tail.bytes : retention.size
    let count = isStored ? Int.max : retention.count
    while let oldest = entries.oldest, oldest <= slowest,
      entries.count > count || entries.bytes > size || (!isStored && entries.isOldest(olderThan: expiry))
    {
      entries.removeFirst()
    }
    forgetDecisions(before: entries.oldest ?? head.next)
  }

  private mutating func forgetDecisions(before oldest: EventNumber) {
    journal.forget(before: oldest, through: isStored ? journalStored : journal.end)
  }
}
