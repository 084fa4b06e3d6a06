extension TimeSource {
  /// What some work leads to, or what is said when it takes too long. Work that does not heed its cancellation is not waited for,
  /// as a task group would.
  package func first<Value: Sendable>(
    within limit: Duration, _ work: @escaping @Sendable () async -> Value,
    else overdue: @escaping @Sendable () -> Value
  ) async -> Value {
    let (values, first) = AsyncStream<Value>.makeStream()
    let task = Task { first.yield(await work()) }
    let timer = Task {
      guard (try? await sleep(for: limit)) != nil else { return }
      first.yield(overdue())
    }
    defer {
      task.cancel()
      timer.cancel()
    }
    for await value in values { return value }
    // Nobody waits any more.
    return overdue()
  }
}
