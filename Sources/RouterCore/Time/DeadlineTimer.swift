/// Calls its owner when a deadline has come. Holds at most one sleeping task; the owner must `cancel()` it before it goes.
struct DeadlineTimer {
  private let time: any TimeSource
  private var sleeper: (deadline: Timestamp, task: Task<Void, Never>)?

  init(time: any TimeSource) { self.time = time }

  /// Replaces the previous deadline; nil means there is nothing to wait for.
  mutating func set(_ deadline: Timestamp?, _ action: @escaping @Sendable () async -> Void) {
    guard deadline != sleeper?.deadline else { return }
    cancel()
    guard let deadline else { return }
    let task = Task { [time] in
      // Cancelled: another deadline has taken over.
      guard (try? await time.sleep(until: deadline)) != nil else { return }
      await action()
    }
    sleeper = (deadline, task)
  }

  /// Called by the action's owner, so that the same deadline can be set again.
  mutating func fired() { sleeper = nil }

  mutating func cancel() {
    sleeper?.task.cancel()
    sleeper = nil
  }
}
