import Dispatch

// Reading what is stored.
extension LocalLog {
  /// Blocking reads, one after the other, on a thread of their own.
  func read<Result: Sendable>(
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
    guard let storage else { return state.withLock { $0.entries.number(before: moment) } ?? .zero }
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
