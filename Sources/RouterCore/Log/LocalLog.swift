import Dispatch
import Logging
import Synchronization

/// The event log of one process: order, numbers, backpressure and the newest entries in memory, and behind it a storage, if
/// there is one.
///
/// What producers hand in collects while the storage writes, and then goes into one transaction: no timer, no waiting loop.
/// Readers see entries when they are written; producers are told when they are also safe, by a second thread, so that
/// nobody who listens waits for the disk.
package final class LocalLog: EventLog {
  package let epoch: String
  private let config: LogConfig
  private let time: any TimeSource
  private let logger: Logger
  private let storage: (any LogStorage)?
  private let state: Mutex<LocalLogState>
  private let threads = Mutex(Threads())
  private let writing = DispatchQueue(label: "log-writer", qos: .userInitiated)
  private let syncing = DispatchQueue(label: "log-sync", qos: .userInitiated)
  private let reading = DispatchQueue(label: "log-reader")
  private let tidying = DispatchQueue(label: "log-checkpoint", qos: .utility)

  /// What the threads of a stored log have before them.
  private struct Threads: Sendable {
    var isWriting = false
    var isSyncing = false
    /// Written, and not yet safe.
    var unsynced = LocalLogState.Served()
    var isDirty = false
    var isTidying = false
    /// No attempt before this.
    var pausedUntil = Timestamp.distantPast
    var lastSync = Timestamp.distantPast
    var lastTrim = Timestamp.distantPast
  }

  /// So long after a failure the storage is tried again.
  private static let retryPause = Duration.seconds(1)
  private static let trimPause = Duration.seconds(10)

  /// - Parameters:
  ///   - cursors: the readers that retention and the queue bound wait for; at least one.
  ///   - storage: nil for a log that is gone with the process.
  ///   - stored: what the storage held when it was opened.
  package init(
    config: LogConfig, time: any TimeSource, cursors: [LogCursor] = [.router], storage: (any LogStorage)? = nil,
    stored: StoredLog? = nil, logger: Logger = Logger(label: "log") { _ in SwiftLogNoOpLogHandler() }
  ) {
    self.config = config
    self.time = time
    self.storage = storage
    self.logger = logger
    let stored = stored ?? StoredLog(epoch: "\(time.now().microseconds)")
    epoch = stored.epoch
    state = Mutex(LocalLogState(config: config, cursors: cursors, stored: stored, isStored: storage != nil))
  }

  /// Reads the newest entries and decisions of an earlier life into memory: what waits to be routed, and what those who come
  /// back will ask for first.
  package func restore() async throws(LogError) {
    guard let storage else { return }
    let (routed, bytes) = state.withLock { ($0.routed, $0.extent.bytes) }
    let part = bytes > 0 ? min(1, Double(config.tail.bytes) / Double(bytes)) : 1
    let (oldest, head) = state.withLock { ($0.extent.oldest ?? $0.head, $0.head) }
    let span = Double(head.value - min(oldest.value, head.value))
    let start = min(routed.value, head.value - UInt64(span * part))
    var position = EventNumber(start > 0 ? start - 1 : 0)
    while true {
      let from = position
      let page = try await read { () throws(LogStorageError) in try storage.entries(after: from, limit: 1024) }
      guard let last = page.last else { break }
      state.withLock { $0.restore(page) }
      position = last.number
    }
    let notes = try await notes(of: LocalLogState.routerKind)
    state.withLock { $0.restoreClock(notes) }
  }

  package var isDurable: Bool { storage != nil }
  package func status() -> LogStatus { state.withLock { $0.status() } }
  package var routed: EventNumber { state.withLock { $0.routed } }
  package var routedAt: Timestamp? { state.withLock { $0.routedAt } }
  package var journalEnd: JournalPosition { state.withLock { $0.journal.end } }
  package func sourcePosition(of source: String) -> String? { state.withLock { $0.sourcePositions[source] } }

  // MARK: Producers

  package func append(
    _ submission: LogSubmission, whenFull: FullLogPolicy
  ) async throws(LogError) -> LogReceipt {
    let ticket = state.withLock { $0.nextTicket() }
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        change { state in
          let producer = LocalLogState.Producer(
            ticket: ticket, submission: submission, policy: whenFull, continuation: continuation)
          // Asked under the lock: a cancellation that comes later than this finds the producer in its place.
          let isCancelled = whenFull == .wait && Task.isCancelled
          if isCancelled {
            state.answer(producer, .failure(.cancelled))
          } else {
            state.submit(producer, at: time.now())
          }
        }
      }
    } onCancel: {
      change { $0.withdraw(ticket) }
    }
    return try answer.get()
  }

  package func close() { change { $0.close() } }

  // MARK: The router

  package func entries(after number: EventNumber, limit: Int) async -> [LogEntry]? {
    while true {
      let (page, hasEnded) = state.withLock { ($0.page(after: number, limit: limit), $0.hasEnded) }
      if !page.isEmpty { return page }
      if hasEnded || Task.isCancelled { return nil }
      await waitForEntries(after: number)
    }
  }

  private func waitForEntries(after number: EventNumber) async {
    let ticket = state.withLock { $0.nextTicket() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Asked under the lock, as above.
        let mayWait = state.withLock { state in
          guard !Task.isCancelled, number >= state.head, !state.hasEnded else { return false }
          state.readers[ticket] = LocalLogState.Reader(after: number, continuation: continuation)
          return true
        }
        if !mayWait { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.readers.removeValue(forKey: ticket) }?.continuation.resume()
    }
  }

  package func record(
    _ outcomes: OutcomeBatch, emissions: [Emission], routed: EventNumber?, at clock: Timestamp?
  ) -> JournalPosition {
    change { $0.record(outcomes, emissions, routed: routed, at: clock) }
  }

  package func passTime(to now: Timestamp, behind number: EventNumber) -> Timestamp {
    state.withLock { $0.passTime(to: now, behind: number) }
  }

  package func advance(_ cursor: LogCursor, to number: EventNumber) {
    let now = time.now()
    change { $0.advance(cursor, to: number, at: now) }
  }

  /// What memory has, for tests and tools.
  package func retained(after number: EventNumber, limit: Int) -> [LogEntry] {
    state.withLock { $0.page(after: number, limit: limit) }
  }

  // MARK: Sinks

  package func register(_ sink: DurableSink) -> SinkCursor { change { $0.register(sink) } }

  package func advance(_ sink: String, to cursor: SinkCursor) { change { $0.advance(sink, to: cursor) } }

  package func takeReplays(for sink: String) -> [DeadLetter] {
    state.withLock { $0.replays.removeValue(forKey: sink) ?? [] }
  }

  package func change(_ deadLetter: LogBatch.DeadLetterChange) {
    guard isDurable else { return }
    change { $0.work.deadLetters.append(deadLetter) }
  }

  // MARK: Notes

  package func note(_ value: [UInt8]?, _ key: String, of kind: String) { change { $0.note(value, key, of: kind) } }

  /// Changes the state and then, outside the lock, resumes those whom the change has served.
  private func change<Result: Sendable>(_ body: (inout LocalLogState) -> Result) -> Result {
    let (result, served, hasWork) = state.withLock { state in
      let result = body(&state)
      if storage == nil { settleInMemory(&state) }
      return (result, state.takeServed(), !state.work.isEmpty)
    }
    served.resume()
    if hasWork { scheduleWriting() }
    return result
  }

  /// Without a storage what is let in is written.
  private func settleInMemory(_ state: inout LocalLogState) {
    while let work = state.takeWork(at: time.now()) {
      noteExhausted(work)
      let answers = state.settle(work, nil)
      state.served.producers += answers.producers
    }
  }

  private func noteExhausted(_ work: NumberedWork) {
    for producer in work.exhausted where producer.continuation == nil {
      logger.error(
        "an emitted event was lost: all event numbers have been given",
        metadata: ["type": "\(producer.submission.events.first?.typeName ?? "")"])
    }
  }
}

// MARK: - Reading what is stored

extension LocalLog {
  /// Blocking reads, one after the other, on a thread of their own.
  private func read<Result: Sendable>(
    _ body: @escaping @Sendable () throws(LogStorageError) -> Result
  ) async throws(LogError) -> Result {
    let result: Swift.Result<Result, LogStorageError> = await withCheckedContinuation { continuation in
      reading.async {
        do throws(LogStorageError) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    do {
      return try result.get()
    } catch {
      throw .unavailable(error.description)
    }
  }

  package func history(after number: EventNumber, limit: Int) async throws(LogError) -> [LogEntry] {
    let recent = state.withLock { state in
      state.entries.oldest.map { $0 <= number.next } ?? true ? state.page(after: number, limit: limit) : nil
    }
    if let recent, !recent.isEmpty || storage == nil { return recent }
    guard let storage else { return retained(after: number, limit: limit) }
    return try await read { () throws(LogStorageError) in try storage.entries(after: number, limit: limit) }
  }

  package func number(before moment: Timestamp) async throws(LogError) -> EventNumber {
    guard let storage else { return .zero }
    return try await read { () throws(LogStorageError) in try storage.number(before: moment) }
  }

  package func page(
    for sink: String, after position: JournalPosition, limit: Int
  ) async throws(LogError) -> SinkPage {
    if let page = state.withLock({ $0.sinkPage(for: sink, after: position, limit: limit) }) { return page }
    guard let storage else { return SinkPage(next: position) }
    let start = state.withLock { $0.journal.start }
    var page = try await read { () throws(LogStorageError) in
      try storage.page(for: sink, after: position, limit: limit)
    }
    // What memory does not have is stored, or lost: there is nothing to wait for.
    if page.next == position { page.skip(to: start) }
    return page
  }

  package func backlog(of sink: String, after position: JournalPosition) async throws(LogError) -> Int {
    let (start, recent) = state.withLock { state in
      (state.journal.start, state.journal.backlog(of: sink, after: max(position, state.journal.start)))
    }
    guard let storage, position < start else { return recent }
    let stored = try await read { () throws(LogStorageError) in
      try storage.backlog(of: sink, after: position) - storage.backlog(of: sink, after: start)
    }
    return stored + recent
  }

  package func resumePoint(after number: EventNumber, for sink: String) async throws(LogError) -> ResumePoint {
    if let point = state.withLock({ $0.resumePoint(after: number, for: sink) }) { return point }
    guard let storage else { return ResumePoint(position: journalEnd, oldest: status().oldest) }
    let oldest = status().oldest
    let isExpired = number.next < oldest
    let start = isExpired ? EventNumber(oldest.value - 1) : number
    let position = try await read { () throws(LogStorageError) in try storage.position(after: start, for: sink) }
    let gap = isExpired ? ResumePoint.Gap(from: number.next, to: start, reason: .expired) : nil
    return ResumePoint(position: position, gap: gap, oldest: oldest)
  }

  package func outcomes(of number: EventNumber) async throws(LogError) -> [Outcome] {
    let recent = state.withLock { $0.journal.outcomes(of: number) }
    guard recent.isEmpty, let storage else { return recent }
    return try await read { () throws(LogStorageError) in try storage.outcomes(of: number) }
  }

  package func notes(of kind: String) async throws(LogError) -> [String: [UInt8]] {
    guard let storage else { return state.withLock { $0.notes[kind] ?? [:] } }
    return try await read { () throws(LogStorageError) in try storage.notes(of: kind) }
  }
}

// MARK: - Writing

extension LocalLog {
  private func scheduleWriting() {
    let now = time.now()
    let isNeeded = threads.withLock { threads in
      guard !threads.isWriting, threads.pausedUntil <= now else { return false }
      threads.isWriting = true
      return true
    }
    if isNeeded { writing.async { self.write() } }
  }

  /// On the writer's thread: transaction after transaction, as long as there is something to write.
  private func write() {
    while let work = takeWork() {
      noteExhausted(work)
      guard let storage, commit(work, to: storage) else { return }
    }
  }

  private func takeWork() -> NumberedWork? {
    let work = state.withLock { $0.takeWork(at: time.now()) }
    if work != nil { return work }
    // Looked at again behind the flag: what came in between has not scheduled anything.
    threads.withLock { $0.isWriting = false }
    if state.withLock({ !$0.work.isEmpty }) { scheduleWriting() }
    return nil
  }

  /// False when the storage has failed: nothing is tried for a while then.
  private func commit(_ work: NumberedWork, to storage: any LogStorage) -> Bool {
    do throws(LogStorageError) {
      try reserve(for: work.batch, in: storage)
      let extent = try storage.commit(work.batch)
      let (answers, served, recovered) = state.withLock { state in
        let answers = state.settle(work, extent)
        return (answers, state.takeServed(), state.trouble.take() != nil)
      }
      served.resume()
      if recovered { logger.notice("the log can be written again") }
      confirm(answers)
      return true
    } catch {
      fail(work, error)
      return false
    }
  }

  /// A number may be given only when it is safe that it is not given again. Before everything else and on its own: what is
  /// written and then not made safe would be there, and be written again.
  private func reserve(for batch: LogBatch, in storage: any LogStorage) throws(LogStorageError) {
    guard batch.reservation != nil else { return }
    var reservation = LogBatch(trim: batch.trim)
    reservation.reservation = batch.reservation
    _ = try storage.commit(reservation)
    if config.fsync != .off { try storage.sync() }
  }

  private func fail(_ work: NumberedWork, _ error: LogStorageError) {
    let (served, isNew) = state.withLock { state in
      let isNew = state.trouble == nil
      state.fail(work, because: error.description, passes: config.whenUnwritable == .pass)
      return (state.takeServed(), isNew)
    }
    if isNew {
      logger.error(
        "the log cannot be written: publishers get 503 until it can",
        metadata: ["reason": "\(error)", "sources": "\(config.whenUnwritable.rawValue)"])
    }
    served.resume()
    threads.withLock { threads in
      threads.isWriting = false
      threads.pausedUntil = time.now() + Self.retryPause
    }
  }

  /// Tells producers what they wait for: now or, where it is promised, when it is safe.
  private func confirm(_ answers: LocalLogState.Served) {
    guard config.fsync == .commit, !answers.producers.isEmpty else {
      threads.withLock { $0.isDirty = true }
      return answers.resume()
    }
    let isNeeded = threads.withLock { threads in
      threads.unsynced.producers += answers.producers
      defer { threads.isSyncing = true }
      return !threads.isSyncing
    }
    if isNeeded { syncing.async { self.syncAll() } }
  }

  /// On the thread for it: what is written while one sync runs shares the next.
  private func syncAll() {
    while let waiting = takeUnsynced() {
      do throws(LogStorageError) {
        try storage?.sync()
        waiting.resume()
      } catch {
        logger.error("the log could not be made safe", metadata: ["reason": "\(error)"])
        for producer in waiting.producers {
          producer.continuation.resume(returning: .failure(.unavailable(error.description)))
        }
      }
    }
  }

  private func takeUnsynced() -> LocalLogState.Served? {
    threads.withLock { threads in
      guard !threads.unsynced.producers.isEmpty else {
        threads.isSyncing = false
        return nil
      }
      defer { threads.unsynced = LocalLogState.Served() }
      return threads.unsynced
    }
  }

  // MARK: Time

  /// Looks after what no event causes: retention by age, `fsync: interval`, another attempt after a failure, what operators
  /// want. To be called about once a second.
  package func tick() {
    guard storage != nil else { return }
    let now = time.now()
    let (isTrimDue, isSyncDue) = threads.withLock { threads in
      let isTrimDue = now - threads.lastTrim >= Self.trimPause
      if isTrimDue { threads.lastTrim = now }
      let isSyncDue =
        config.fsync == .interval && threads.isDirty && now - threads.lastSync >= config.fsyncInterval
      if isSyncDue { (threads.lastSync, threads.isDirty) = (now, false) }
      return (isTrimDue, isSyncDue)
    }
    change { state in
      if isTrimDue { state.work.isTrimDue = true }
    }
    if isSyncDue {
      syncing.async { [storage, logger] in
        do throws(LogStorageError) {
          try storage?.sync()
        } catch {
          logger.error("the log could not be made safe", metadata: ["reason": "\(error)"])
        }
      }
    }
    reading.async { self.lookForReplays() }
    let mayTidy = threads.withLock { threads in
      defer { threads.isTidying = true }
      return !threads.isTidying
    }
    if mayTidy { tidying.async { self.tidy() } }
  }

  private func tidy() {
    do throws(LogStorageError) {
      try storage?.checkpoint()
    } catch {
      // It is tried again, and commits say it if the storage cannot be written at all.
      logger.debug("the log could not be tidied up", metadata: ["reason": "\(error)"])
    }
    threads.withLock { $0.isTidying = false }
  }

  private func lookForReplays() {
    // Asked before reading: a letter that is dealt with meanwhile may still be read as requested.
    let known = state.withLock { $0.replaying }
    guard let storage, let requests = try? storage.replayRequests() else { return }
    let new = requests.filter { letter in letter.id.map { !known.contains($0) } ?? false }
    guard !new.isEmpty else { return }
    let bySink = Dictionary(grouping: new, by: \.sink)
    let sinks = state.withLock { state in
      for (sink, letters) in bySink where state.sinks[sink] != nil {
        state.replays[sink, default: []] += letters
        state.replaying.formUnion(letters.compactMap(\.id))
      }
      return bySink.keys.compactMap { state.sinks[$0]?.sink }
    }
    for sink in sinks { sink.wake() }
  }

  /// Writes what is left and closes the storage. To be called when nobody uses the log any more.
  package func shutDown() async {
    guard let storage else { return }
    await withCheckedContinuation { continuation in
      writing.async {
        if let work = self.state.withLock({ $0.takeWork(at: self.time.now()) }) { _ = self.commit(work, to: storage) }
        self.syncing.async {
          self.syncAll()
          let head = self.state.withLock { $0.given }
          do throws(LogStorageError) {
            try storage.close(head: head)
          } catch {
            self.logger.error("the log did not close properly", metadata: ["reason": "\(error)"])
          }
          continuation.resume()
        }
      }
    }
  }
}
