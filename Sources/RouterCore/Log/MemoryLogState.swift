import ConfigSchema
import DequeModule

/// What the memory log's lock protects. Continuations are handed out and resumed by the caller, outside the lock.
struct MemoryLogState: ~Copyable {
  typealias Answer = Result<ClosedRange<EventNumber>, LogError>

  struct Submission: Sendable {
    let events: [Event]
    let origin: Origin
    let cost: Int

    init(events: [Event], origin: Origin) {
      self.events = events
      self.origin = origin
      cost = events.reduce(0) { $0 + $1.cost }
    }
  }

  /// A producer that waits for room; its events are appended for it, so waiting producers cannot be overtaken.
  struct Producer {
    let ticket: Int
    let submission: Submission
    let continuation: CheckedContinuation<Answer, Never>

    func answered(_ answer: Answer) -> AnsweredProducer { AnsweredProducer(continuation: continuation, answer: answer) }
  }

  struct AnsweredProducer {
    let continuation: CheckedContinuation<Answer, Never>
    let answer: Answer

    func resume() { continuation.resume(returning: answer) }
  }

  private let config: LogConfig
  private var entries: Deque<LogEntry> = []
  private var bytes = 0
  private var head = EventNumber.zero
  private var clock = Timestamp.distantPast
  private var cursors: [LogCursor: EventNumber]
  /// The slowest cursor, kept so that an append need not look for it.
  private var slowest = EventNumber.zero
  private var queuedBytes = 0
  private var producers: Deque<Producer> = []
  private var tickets = 0
  var readers: [Int: (after: EventNumber, continuation: CheckedContinuation<Void, Never>)] = [:]
  var journal = OutcomeJournal()
  private(set) var isClosed = false

  init(config: LogConfig, cursors: [LogCursor]) {
    self.config = config
    self.cursors = Dictionary(uniqueKeysWithValues: cursors.map { ($0, .zero) })
  }

  private var queued: Int { Int(head.value - slowest.value) }

  func status() -> LogStatus {
    LogStatus(
      head: head, oldest: entries.first?.number ?? head.next, count: entries.count, bytes: bytes, queued: queued)
  }

  // MARK: Producers

  /// Nil means that the producer has to wait.
  mutating func submit(_ submission: Submission, whenFull: FullLogPolicy, at now: Timestamp) -> Answer? {
    if isClosed { return .failure(.closed) }
    if whenFull == .accept || (producers.isEmpty && hasRoom(for: submission)) { return append(submission, at: now) }
    return whenFull == .refuse ? .failure(.full) : nil
  }

  /// Answers at once when things have changed since `submit` said to wait.
  mutating func park(_ producer: Producer, at now: Timestamp) -> AnsweredProducer? {
    if let answer = submit(producer.submission, whenFull: .wait, at: now) { return producer.answered(answer) }
    producers.append(producer)
    return nil
  }

  mutating func withdraw(_ ticket: Int) -> AnsweredProducer? {
    guard let index = producers.firstIndex(where: { $0.ticket == ticket }) else { return nil }
    return producers.remove(at: index).answered(.failure(.cancelled))
  }

  mutating func nextTicket() -> Int {
    tickets += 1
    return tickets
  }

  /// A batch larger than the whole queue passes when the queue is empty: it could never pass otherwise.
  private func hasRoom(for submission: Submission) -> Bool {
    queued == 0
      || (queued + submission.events.count <= config.queue.events
        && queuedBytes + submission.cost <= config.queue.size.bytes)
  }

  private mutating func append(_ submission: Submission, at now: Timestamp) -> Answer {
    let count = UInt64(submission.events.count)
    guard count > 0 else { return .success(head...head) }
    guard head.value + count <= EventNumber.limit.value else { return .failure(.exhausted) }
    clock = max(clock, now)
    let first = head.next
    for event in submission.events {
      head = head.next
      entries.append(LogEntry(number: head, loggedAt: clock, origin: submission.origin, event: event))
    }
    bytes += submission.cost
    queuedBytes += submission.cost
    trim()
    return .success(first...head)
  }

  // MARK: Readers

  func page(after number: EventNumber, limit: Int) -> [LogEntry] {
    guard let oldest = entries.first?.number, number < head else { return [] }
    let start = number < oldest ? 0 : Int(number.value - oldest.value) + 1
    return Array(entries[start..<min(entries.count, start + limit)])
  }

  /// False when there is no need to wait.
  mutating func park(reader: CheckedContinuation<Void, Never>, _ ticket: Int, after number: EventNumber) -> Bool {
    guard number >= head, !isClosed else { return false }
    readers[ticket] = (number, reader)
    return true
  }

  mutating func takeServedReaders() -> [CheckedContinuation<Void, Never>] {
    guard !readers.isEmpty else { return [] }
    let served = readers.filter { isClosed || $0.value.after < head }
    for ticket in served.keys { readers[ticket] = nil }
    return served.values.map(\.continuation)
  }

  mutating func advance(_ cursor: LogCursor, to number: EventNumber, at now: Timestamp) -> [AnsweredProducer] {
    guard let current = cursors[cursor], current < number else { return [] }
    cursors[cursor] = min(number, head)
    let slowestNow = cursors.values.min() ?? head
    if slowest < slowestNow {
      queuedBytes -= page(after: slowest, limit: Int(slowestNow.value - slowest.value)).reduce(0) { $0 + $1.event.cost }
      slowest = slowestNow
      trim()
    }
    return admitProducers(at: now)
  }

  private mutating func admitProducers(at now: Timestamp) -> [AnsweredProducer] {
    var answered: [AnsweredProducer] = []
    while let producer = producers.first, hasRoom(for: producer.submission) {
      producers.removeFirst()
      answered.append(producer.answered(append(producer.submission, at: now)))
    }
    return answered
  }

  mutating func close() -> [AnsweredProducer] {
    isClosed = true
    defer { producers = [] }
    return producers.map { $0.answered(.failure(.closed)) }
  }

  // MARK: Retention

  private mutating func trim() {
    let expiry = clock - config.keep.age
    while let oldest = entries.first, oldest.number <= slowest,
      entries.count > config.keep.count || bytes > config.keep.size.bytes || oldest.loggedAt < expiry
    {
      entries.removeFirst()
      bytes -= oldest.event.cost
    }
    journal.forget(before: entries.first?.number ?? head.next)
  }
}
