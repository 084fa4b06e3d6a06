import RouterCore

/// A clock that stands still until a test moves it.
///
/// ```swift
/// let time = VirtualTime()
/// async let run: Void = source.run(emitter)
/// await time.waitForSleepers()   // the source has come to rest
/// time.advance(by: .seconds(5))  // … and goes on
/// ```
package final class VirtualTime: TimeSource {
  private struct Sleeper {
    let ticket: Int
    let deadline: Timestamp
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var now: Timestamp
    var tickets = 0
    /// By deadline; of equals, the first to sleep is the first to wake.
    var sleepers: [Sleeper] = []

    /// False when the moment has come already.
    mutating func park(_ sleeper: Sleeper) -> Bool {
      guard sleeper.deadline > now else { return false }
      let index = sleepers.firstIndex { $0.deadline > sleeper.deadline } ?? sleepers.endIndex
      sleepers.insert(sleeper, at: index)
      return true
    }

    /// Moves to the next sleeper that is due until `target` and takes it out; nil when there is none left.
    mutating func wakeNext(until target: Timestamp) -> Sleeper? {
      guard let next = sleepers.first, next.deadline <= target else { return nil }
      now = max(now, next.deadline)
      return sleepers.removeFirst()
    }

    mutating func withdraw(_ ticket: Int) -> Sleeper? {
      sleepers.firstIndex { $0.ticket == ticket }.map { sleepers.remove(at: $0) }
    }
  }

  private let state: Watched<State>

  /// Where tests start unless they say otherwise: the moment of the documented examples.
  package static let start = Timestamp(microseconds: 1_705_314_600_000_000)  // 2024-01-15T10:30:00Z

  package init(_ now: Timestamp = VirtualTime.start) { state = Watched(State(now: now)) }

  package func now() -> Timestamp { state.value.now }

  package var sleeperCount: Int { state.value.sleepers.count }
  /// When the first sleeper wants to wake; nil when nobody sleeps.
  package var nextDeadline: Timestamp? { state.value.sleepers.first?.deadline }

  // MARK: The test's side

  /// Moves the clock and wakes those who are due, in the order of their deadlines. Who goes to sleep again meanwhile until
  /// a moment that has passed does not sleep.
  package func advance(by duration: Duration) { advance(to: now() + duration) }

  /// Never moves backwards.
  package func advance(to target: Timestamp) {
    while let sleeper = state.change({ $0.wakeNext(until: target) }) { sleeper.continuation.resume() }
    state.change { $0.now = max($0.now, target) }
  }

  /// Moves from rest to rest: who sleeps periodically finds every moment it asked for.
  package func advance(by step: Duration, times: Int, sleepers: Int = 1) async {
    for _ in 0..<times {
      await waitForSleepers(sleepers)
      advance(by: step)
    }
    await waitForSleepers(sleepers)
  }

  /// Sets the clock, also backwards, as an operator or NTP does; wakes nobody.
  package func set(_ now: Timestamp) { state.change { $0.now = now } }

  /// Returns when at least that many sleep, so that a test knows that everybody has come to rest.
  package func waitForSleepers(_ count: Int = 1) async {
    await state.wait { $0.sleepers.count >= count }
  }

  // MARK: The sleeper's side

  package func sleep(until moment: Timestamp) async throws {
    let ticket = state.change { state in
      state.tickets += 1
      return state.tickets
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let sleeper = Sleeper(ticket: ticket, deadline: moment, continuation: continuation)
        // Asked under the lock: a cancellation that comes later finds the sleeper in its place.
        let sleeps = state.change { !Task.isCancelled && $0.park(sleeper) }
        if !sleeps { continuation.resume() }
      }
    } onCancel: {
      state.change { $0.withdraw(ticket) }?.continuation.resume()
    }
    try Task.checkCancellation()
  }
}
