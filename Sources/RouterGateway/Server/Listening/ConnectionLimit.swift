import Logging
import RouterCore
import Synchronization

/// Counts the open connections of all listeners against what the process's descriptors allow, and wakes listeners that
/// pause because of it. Without it accept(2) fails again and again at the limit of descriptors.
final class ConnectionLimit: Sendable {
  /// For whom a listener is.
  enum Party: Sendable { case clients, operators }

  private struct Waiter {
    let party: Party
    let wake: @Sendable () -> Void
  }

  private struct State {
    let capacity: Int
    var open = 0
    /// Of those that are open, the operators'.
    var operators = 0
    var pauses: UInt64 = 0
    var waiting: [ObjectIdentifier: Waiter] = [:]
    /// Listeners that accept nothing at present.
    var paused: Set<ObjectIdentifier> = []
    var nextWarning = Timestamp.distantPast

    func admits(_ party: Party) -> Bool {
      open < capacity || (party == .operators && operators < DescriptorUse.forOperators)
    }

    mutating func takeAdmitted() -> [Waiter] {
      guard !waiting.isEmpty else { return [] }
      let admitted = waiting.filter { admits($0.value.party) }
      for id in admitted.keys { waiting[id] = nil }
      return Array(admitted.values)
    }
  }

  private static let warnEvery = Duration.seconds(60)

  private let descriptors: DescriptorUse
  private let time: any TimeSource
  private let logger: Logger
  private let state: Mutex<State>

  init(_ descriptors: DescriptorUse, time: any TimeSource, logger: Logger) {
    self.descriptors = descriptors
    self.time = time
    self.logger = logger
    state = Mutex(State(capacity: descriptors.forConnections))
  }

  /// Connections at which listeners for clients pause.
  var capacity: Int { descriptors.forConnections }
  /// Connections that are open, the operators' included.
  var open: Int { state.withLock { $0.open } }
  /// Listeners that accept nothing at present.
  var pausedListeners: Int { state.withLock { $0.paused.count } }
  /// Times that a listener has paused.
  var pauses: UInt64 { state.withLock { $0.pauses } }

  /// Counts a connection that has been accepted.
  func began(for party: Party) {
    state.withLock { state in
      state.open += 1
      if party == .operators { state.operators += 1 }
    }
  }

  /// Counts the end of a connection, whose descriptor is free again.
  func ended(for party: Party) {
    let woken = state.withLock { state in
      state.open -= 1
      if party == .operators { state.operators -= 1 }
      return state.takeAdmitted()
    }
    for waiter in woken { waiter.wake() }
  }

  /// Whether one more may be accepted. If not, the listener is woken when that has changed, once.
  /// - Parameter wake: called on any thread.
  func admits(_ party: Party, for listener: AnyObject, wake: @escaping @Sendable () -> Void) -> Bool {
    state.withLock { state in
      guard !state.admits(party) else { return true }
      state.waiting[ObjectIdentifier(listener)] = Waiter(party: party, wake: wake)
      return false
    }
  }

  /// The listener has gone.
  func forget(_ listener: AnyObject) {
    state.withLock { state in
      state.waiting[ObjectIdentifier(listener)] = nil
      state.paused.remove(ObjectIdentifier(listener))
    }
  }

  /// The listener accepts again.
  func resumed(_ listener: AnyObject) {
    _ = state.withLock { $0.paused.remove(ObjectIdentifier(listener)) }
  }

  /// Counts a pause, and says so from time to time.
  func paused(_ listener: AnyObject, because reason: String) {
    let now = time.now()
    let (open, isDue) = state.withLock { state in
      state.pauses += 1
      state.paused.insert(ObjectIdentifier(listener))
      let isDue = now >= state.nextWarning
      if isDue { state.nextWarning = now + Self.warnEvery }
      return (state.open, isDue)
    }
    guard isDue else { return }
    logger.warning(
      "a listener pauses accepting: raise the limit of open files (RLIMIT_NOFILE) or connect fewer clients",
      metadata: [
        "reason": "\(reason)", "connections": "\(open)", "for_clients": "\(descriptors.forConnections)",
        "descriptors": "\(descriptors.limit)",
      ])
  }
}
