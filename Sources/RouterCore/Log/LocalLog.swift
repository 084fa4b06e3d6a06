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
  let config: LogConfig
  let time: any TimeSource
  let logger: Logger
  let storage: (any LogStorage)?
  let state: Mutex<LocalLogState>
  let threads = Mutex(Threads())
  let writing = DispatchQueue(label: "log-writer", qos: .userInitiated)
  let syncing = DispatchQueue(label: "log-sync", qos: .userInitiated)
  let reading = DispatchQueue(label: "log-reader")
  let tidying = DispatchQueue(label: "log-checkpoint", qos: .utility)

  /// What the threads of a stored log have before them.
  struct Threads: Sendable {
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
  static let retryPause = Duration.seconds(1)
  static let trimPause = Duration.seconds(10)

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

  /// Reads the newest entries of an earlier life into memory: what waits to be routed, and what those who come
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
  func change<Result: Sendable>(_ body: (inout LocalLogState) -> Result) -> Result {
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

  func noteExhausted(_ work: NumberedWork) {
    for producer in work.exhausted where producer.continuation == nil {
      logger.error(
        "an emitted event was lost: all event numbers have been given",
        metadata: ["type": "\(producer.submission.events.first?.typeName ?? "")"])
    }
  }
}
