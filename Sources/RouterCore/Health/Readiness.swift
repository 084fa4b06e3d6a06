import Synchronization

/// Whether a component does at present what it is there for. One that depends on others (a connection, a file that is to come)
/// says so itself; of all others it is taken for granted while they run.
package final class Readiness: Sendable {
  private enum State: UInt8 { case unspoken, ready, notReady }

  private let state = Atomic<UInt8>(State.unspoken.rawValue)
  private let wasReady = Atomic<Bool>(false)

  package init() {}

  /// True for a component that has never said anything.
  package var isReady: Bool { state.load(ordering: .relaxed) != State.notReady.rawValue }

  package func set(_ isReady: Bool) {
    if isReady { wasReady.store(true, ordering: .relaxed) }
    state.store((isReady ? State.ready : .notReady).rawValue, ordering: .relaxed)
  }

  /// Whether it has said since the last call that it is ready.
  func takeSuccess() -> Bool { wasReady.exchange(false, ordering: .relaxed) }
}
