import Synchronization

/// The event log without storage: numbers, order, retention and backpressure, gone with the process.
package final class MemoryLog: EventLog {
  package let epoch: String
  private let time: any TimeSource
  private let state: Mutex<MemoryLogState>

  /// - Parameter cursors: the readers that retention and the queue bound wait for.
  package init(config: LogConfig, time: any TimeSource, cursors: [LogCursor] = [.router], epoch: String? = nil) {
    self.time = time
    self.epoch = epoch ?? "\(time.now().microseconds)"
    state = Mutex(MemoryLogState(config: config, cursors: cursors))
  }

  package func status() -> LogStatus { state.withLock { $0.status() } }

  package func append(
    _ events: [Event], from origin: Origin, whenFull: FullLogPolicy
  ) async throws(LogError) -> ClosedRange<EventNumber> {
    let submission = MemoryLogState.Submission(events: events, origin: origin)
    let now = time.now()
    let (answer, readers) = state.withLock { state in
      (state.submit(submission, whenFull: whenFull, at: now), state.takeServedReaders())
    }
    readers.forEach { $0.resume() }
    switch answer {
    case .some(let result): return try result.get()
    case .none: return try await waitForRoom(submission).get()
    }
  }

  package func entries(after number: EventNumber, limit: Int) async -> [LogEntry]? {
    while true {
      let (page, isClosed) = state.withLock { ($0.page(after: number, limit: limit), $0.isClosed) }
      if !page.isEmpty { return page }
      if isClosed || Task.isCancelled { return nil }
      await waitForEntries(after: number)
    }
  }

  package func retained(after number: EventNumber, limit: Int) -> [LogEntry] {
    state.withLock { $0.page(after: number, limit: limit) }
  }

  package func advance(_ cursor: LogCursor, to number: EventNumber) {
    let now = time.now()
    let (admitted, readers) = state.withLock { state in
      (state.advance(cursor, to: number, at: now), state.takeServedReaders())
    }
    admitted.forEach { $0.resume() }
    readers.forEach { $0.resume() }
  }

  package func record(_ outcomes: OutcomeBatch) { state.withLock { $0.journal.record(outcomes) } }

  package func outcomes(of number: EventNumber) -> [Outcome] { state.withLock { $0.journal.outcomes(of: number) } }

  package func close() {
    let (producers, readers) = state.withLock { ($0.close(), $0.takeServedReaders()) }
    producers.forEach { $0.resume() }
    readers.forEach { $0.resume() }
  }

  private func waitForRoom(
    _ submission: MemoryLogState.Submission
  ) async -> Result<ClosedRange<EventNumber>, LogError> {
    let ticket = state.withLock { $0.nextTicket() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = time.now()
        let producer = MemoryLogState.Producer(ticket: ticket, submission: submission, continuation: continuation)
        let isCancelled = Task.isCancelled
        let (answered, readers) = state.withLock { state in
          (isCancelled ? producer.answered(.failure(.cancelled)) : state.park(producer, at: now), state.takeServedReaders())
        }
        answered?.resume()
        readers.forEach { $0.resume() }
      }
    } onCancel: {
      state.withLock { $0.withdraw(ticket) }?.resume()
    }
  }

  private func waitForEntries(after number: EventNumber) async {
    let ticket = state.withLock { $0.nextTicket() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = Task.isCancelled
        let mayWait = state.withLock { !isCancelled && $0.park(reader: continuation, ticket, after: number) }
        if !mayWait { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.readers.removeValue(forKey: ticket) }?.continuation.resume()
    }
  }
}
