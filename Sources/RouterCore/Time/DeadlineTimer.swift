/// Calls its owner when a deadline has come. Holds at most one sleeping task; the owner must `cancel()` it before it
/// goes.
struct DeadlineTimer {
  /// Stands for one call of `set`.
  struct Ticket: Sendable, Equatable {
    fileprivate let number: Int
  }

  private let time: any TimeSource
  private var sleeper: (ticket: Ticket, deadline: Timestamp, task: Task<Void, Never>)?
  private var count = 0

  init(time: any TimeSource) { self.time = time }

  /// Replaces the previous deadline; nil means there is nothing to wait for.
  mutating func set(_ deadline: Timestamp?, _ action: @escaping @Sendable (Ticket) async -> Void) {
    guard deadline != sleeper?.deadline else { return }
    cancel()
    guard let deadline else { return }
    count += 1
    let ticket = Ticket(number: count)
    let task = Task { [time] in
      // Cancelled: another deadline has taken over.
      guard (try? await time.sleep(until: deadline)) != nil else { return }
      await action(ticket)
    }
    sleeper = (ticket, deadline, task)
  }

  /// The action's first step. False when another deadline took over while the action was on its way to its owner: it
  /// must then do nothing. True makes room, so that the same deadline can be set again.
  mutating func accept(_ ticket: Ticket) -> Bool {
    guard sleeper?.ticket == ticket else { return false }
    sleeper = nil
    return true
  }

  mutating func cancel() {
    sleeper?.task.cancel()
    sleeper = nil
  }
}
