import Synchronization

/// Analyses that somebody waits for: one of an assessment at a time, and not many in all.
final class AnalysesInProgress: Sendable {
  static let most = 16

  private let tasks = Mutex<[String: Task<Assessment, any Error>]>([:])

  /// With the outcome of the analysis that is being made of the assessment, or of a new one. Who waits may give up: the analysis goes
  /// on, for as long as its time allows.
  /// - Throws: `AssessmentFault.busy` when there are too many.
  func join(_ id: String, _ work: @escaping @Sendable () async throws -> Assessment) async throws -> Assessment {
    let task = tasks.withLock { tasks -> Task<Assessment, any Error>? in
      if let task = tasks[id] { return task }
      guard tasks.count < Self.most else { return nil }
      let task = Task {
        defer { self.tasks.withLock { $0[id] = nil } }
        return try await work()
      }
      tasks[id] = task
      return task
    }
    guard let task else { throw AssessmentFault.busy }
    return try await task.value
  }
}
