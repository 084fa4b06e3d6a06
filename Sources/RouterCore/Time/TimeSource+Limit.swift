package struct TimeLimitExceeded: Error {
  package init() {}
}

extension TimeSource {
  /// Cancels the body when it takes longer.
  /// - Throws: `TimeLimitExceeded`, or what the body throws.
  package func limit<Result: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
      group.addTask(operation: body)
      group.addTask {
        try await sleep(for: limit)
        throw TimeLimitExceeded()
      }
      defer { group.cancelAll() }
      guard let result = try await group.next() else { throw CancellationError() }
      return result
    }
  }
}
