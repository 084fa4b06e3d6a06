import Logging
import ResourceStore
import RouterCore
import Synchronization

/// Makes the analyses that rows say are pending, a few at a time, until each is made or given up. What waits is in the store, so
/// that a restart forgets nothing.
final class AnalysisQueue: Sendable {
  private static let atOnce = 4
  /// Whose change it is when nobody asked.
  private static let subject = "analysis"

  private struct State {
    var bell: AsyncStream<Void>.Continuation?
    /// Being made now.
    var busy: Set<String> = []
    /// When the bell rings by itself.
    var alarm: Timestamp?
  }

  private let store: Store
  private let rules: AssessmentRules
  private let analyst: Analyst
  private let retry: AnalysisRetryConfig
  private let context: ComponentContext
  private let state = Mutex(State())

  init(
    _ store: Store, rules: AssessmentRules, analyst: Analyst, retry: AnalysisRetryConfig, _ context: ComponentContext
  ) {
    (self.store, self.rules, self.analyst, self.retry) = (store, rules, analyst, retry)
    self.context = context
  }

  /// There may be something to do.
  func ring() { _ = state.withLock { $0.bell?.yield() } }

  /// Until cancelled: part of the source's `run`.
  func run() async throws {
    let (rings, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    // With nobody to make them they wait for another config.
    guard analyst.isThere else {
      for await _ in rings {}
      throw CancellationError()
    }
    state.withLock { $0 = State(bell: bell) }
    bell.yield()
    try await withThrowingDiscardingTaskGroup { group in
      for await _ in rings {
        for assessment in try await take() { group.addTask { try await self.make(assessment) } }
        if let alarm = try await nextAlarm() { group.addTask { try await self.sleep(until: alarm) } }
      }
      throw CancellationError()
    }
  }

  /// Those that are due, as many as may be made at once.
  private func take() async throws -> [Assessment] {
    let busy = state.withLock(\.busy)
    let free = Self.atOnce - busy.count
    guard free > 0 else { return [] }
    let now = context.time.now()
    let due = try await pending(except: busy, limit: free).filter { $0.analysis.due.map { $0 <= now } ?? false }
    state.withLock { $0.busy.formUnion(due.map(\.id)) }
    return due
  }

  /// When there will be something to do, if that is not known yet.
  private func nextAlarm() async throws -> Timestamp? {
    let busy = state.withLock(\.busy)
    // Those that end ring.
    guard busy.count < Self.atOnce else { return nil }
    let next = try await pending(except: busy, limit: 1).first?.analysis.due
    return state.withLock { state in
      guard let next, state.alarm.map({ next < $0 }) ?? true else { return nil }
      state.alarm = next
      return next
    }
  }

  private func pending(except busy: Set<String>, limit: Int) async throws -> [Assessment] {
    try await store.read { db in
      Array(try AssessmentTable(db).pendingAnalyses(except: busy, limit: limit).prefix(limit))
    }
  }

  private func sleep(until moment: Timestamp) async throws {
    try await context.time.sleep(until: moment)
    state.withLock { if $0.alarm == moment { $0.alarm = nil } }
    ring()
  }

  // MARK: One

  private func make(_ assessment: Assessment) async throws {
    let client = try await store.read { db in try ClientTable(db).find(assessment.client) }
    if let client { try await make(assessment, of: client) }
    _ = state.withLock { $0.busy.remove(assessment.id) }
    context.dashboard.noteChange()
    ring()
  }

  private func make(_ assessment: Assessment, of client: Client) async throws {
    let result: Result<JSONDocument, AnalysisFault>
    do throws(AnalysisFault) {
      result = .success(try await analyst.analyze(assessment, of: client))
    } catch {
      result = .failure(error)
    }
    try Task.checkCancellation()
    switch result {
    case .success(let analysis): try await keep(analysis, of: assessment)
    case .failure(let fault): try await postpone(assessment, fault)
    }
  }

  private func keep(_ analysis: JSONDocument, of assessment: Assessment) async throws {
    try await change { changes in
      // Gone, or made meanwhile because somebody asked for it.
      guard try changes.findIfAny(assessment.id)?.analysis.status == .pending else { return }
      _ = try changes.keep(analysis, of: assessment)
    }
  }

  private func postpone(_ assessment: Assessment, _ fault: AnalysisFault) async throws {
    let next = nextAttempt(assessment.analysis, fault)
    // An agent that is not there is no news every time.
    let level: Logger.Level = next == nil || assessment.analysis.attempts == 0 ? .notice : .debug
    context.logger.log(
      level: level, next == nil ? "an analysis is given up" : "an analysis has to be tried again",
      metadata: ["assessment": "\(assessment.id)", "reason": "\(fault.reason)"])
    try await change { changes in try changes.postpone(assessment, fault, until: next) }
  }

  /// - Parameter analysis: with the earlier attempts.
  private func nextAttempt(_ analysis: Assessment.Analysis, _ fault: AnalysisFault) -> Timestamp? {
    if case .failed = fault, analysis.failures + 1 >= retry.attempts { return nil }
    let pause = min(retry.pause * Double(1 << min(analysis.attempts, 30)), retry.maxPause)
    return context.time.now() + pause * Double.random(in: 0.5...1)
  }

  private func change(_ work: @escaping @Sendable (AssessmentChanges) throws -> Void) async throws {
    try await store.write { [rules] transaction in
      try work(AssessmentChanges(rules: rules, transaction: transaction, subject: Self.subject))
    }
  }
}
