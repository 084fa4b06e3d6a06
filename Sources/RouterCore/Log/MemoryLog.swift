import Synchronization

/// The event log without storage: numbers, order, retention and backpressure, gone with the process.
package final class MemoryLog: EventLog {
  package let epoch: String
  private let time: any TimeSource
  private let state: Mutex<MemoryLogState>

  /// - Parameters:
  ///   - cursors: the readers that retention and the queue bound wait for; at least one.
  ///   - head: the last number of an earlier life of the log; new events continue behind it.
  package init(
    config: LogConfig, time: any TimeSource, cursors: [LogCursor] = [.router], epoch: String? = nil,
    continuingAfter head: EventNumber = .zero
  ) {
    self.time = time
    self.epoch = epoch ?? "\(time.now().microseconds)"
    state = Mutex(MemoryLogState(config: config, cursors: cursors, head: head))
  }

  package func status() -> LogStatus { state.withLock { $0.status() } }

  package func append(
    _ events: [Event], from origin: Origin, whenFull: FullLogPolicy
  ) async throws(LogError) -> ClosedRange<EventNumber> {
    let submission = MemoryLogState.Submission(events: events, origin: origin)
    let now = time.now()
    let answer = change { $0.submit(submission, whenFull: whenFull, at: now) }
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
    change { $0.advance(cursor, to: number, at: now) }
  }

  package func record(_ outcomes: OutcomeBatch) { state.withLock { $0.journal.record(outcomes) } }

  package func outcomes(of number: EventNumber) -> [Outcome] { state.withLock { $0.journal.outcomes(of: number) } }

  package func close() { change { $0.close() } }

  private func waitForRoom(
    _ submission: MemoryLogState.Submission
  ) async -> Result<ClosedRange<EventNumber>, LogError> {
    let ticket = state.withLock { $0.nextTicket() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = time.now()
        change { state in
          // Asked under the lock: a cancellation that comes later than this finds the producer in its place.
          let isCancelled = Task.isCancelled
          let producer = MemoryLogState.Producer(ticket: ticket, submission: submission, continuation: continuation)
          if isCancelled { state.answer(producer, .failure(.cancelled)) } else { state.park(producer, at: now) }
        }
      }
    } onCancel: {
      let now = time.now()
      change { $0.withdraw(ticket, at: now) }
    }
  }

  private func waitForEntries(after number: EventNumber) async {
    let ticket = state.withLock { $0.nextTicket() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Asked under the lock, as above.
        let mayWait = state.withLock { !Task.isCancelled && $0.park(reader: continuation, ticket, after: number) }
        if !mayWait { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.readers.removeValue(forKey: ticket) }?.continuation.resume()
    }
  }

  /// Changes the state and then, outside the lock, resumes those whom the change has served.
  private func change<Result: Sendable>(_ body: (inout MemoryLogState) -> Result) -> Result {
    let (result, served) = state.withLock { state in
      let result = body(&state)
      return (result, state.takeServed())
    }
    served.resume()
    return result
  }
}
