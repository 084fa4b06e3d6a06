import Synchronization

/// Work that is done one after the other, by whoever runs the queue: who has ordered it may give up waiting, and it is done
/// nevertheless.
final class JobQueue: Sendable {
  /// Jobs that wait, at most.
  static let limit = 64

  private struct Job {
    let work: @Sendable () async -> Void
    /// Called instead when the queue ends before.
    let abandon: @Sendable () -> Void
  }

  private struct State {
    var jobs: [Job] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let rings: AsyncStream<Void>
  private let bell: AsyncStream<Void>.Continuation

  init() { (rings, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  var isClosed: Bool { state.withLock(\.isClosed) }

  /// Does jobs until the queue is closed, or until cancelled; what waits then has to be abandoned.
  func run() async {
    for await _ in rings {
      while !Task.isCancelled, let job = next() { await job.work() }
      if isClosed { return }
    }
  }

  /// Nothing more is done.
  func abandon() {
    let abandoned = state.withLock { state in
      state.isClosed = true
      defer { state.jobs = [] }
      return state.jobs
    }
    for job in abandoned { job.abandon() }
  }

  /// No more is taken; what waits is abandoned when the present job is done.
  func close() {
    state.withLock { $0.isClosed = true }
    bell.yield()
  }

  private func next() -> Job? {
    state.withLock { $0.isClosed || $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
  }

  /// Waits for what comes of some work, as long as somebody wants to know it.
  /// - Throws: what the work throws; `AgentUnavailable` when it is not done; `CancellationError`.
  func perform<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let (answers, answer) = AsyncStream<Result<Value, any Error>>.makeStream()
    let job = Job {
      do { answer.yield(.success(try await work())) } catch { answer.yield(.failure(error)) }
    } abandon: {
      answer.yield(.failure(AgentUnavailable.changing))
    }
    try add(job)
    for await answer in answers { return try answer.get() }
    throw CancellationError()
  }

  private func add(_ job: Job) throws(AgentUnavailable) {
    let refusal: AgentUnavailable? = state.withLock { state in
      if state.isClosed { return .changing }
      if state.jobs.count >= Self.limit { return .busy }
      state.jobs.append(job)
      return nil
    }
    if let refusal { throw refusal }
    bell.yield()
  }
}
