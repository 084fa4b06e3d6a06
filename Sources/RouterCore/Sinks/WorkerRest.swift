/// Where a feed's worker waits. Part of what the feed's lock protects; continuations are resumed outside of it.
struct WorkerRest {
  private var worker: (continuation: CheckedContinuation<Void, Never>, occasion: SinkOccasion)?
  /// A wake-up that came while the worker was busy: it must not wait next time.
  private var isWoken = false

  /// False when there is no need to wait.
  mutating func park(
    _ continuation: CheckedContinuation<Void, Never>, for occasion: SinkOccasion, unless hasCome: Bool
  ) -> Bool {
    guard !isWoken, !hasCome else {
      isWoken = false
      return false
    }
    worker = (continuation, occasion)
    return true
  }

  /// Whom to resume.
  /// - Parameter occasion: only when it waits for this one.
  mutating func take(waitingFor occasion: SinkOccasion? = nil) -> CheckedContinuation<Void, Never>? {
    guard let worker, occasion == nil || worker.occasion == occasion else { return nil }
    self.worker = nil
    return worker.continuation
  }

  /// Whom to resume; when nobody waits, the next one who wants to does not.
  mutating func wake() -> CheckedContinuation<Void, Never>? {
    isWoken = worker == nil
    return take()
  }
}
