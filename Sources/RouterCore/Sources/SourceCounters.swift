import Synchronization

/// A counter that any thread may add to.
package final class Counter: Sendable {
  private let value = Atomic<UInt64>(0)

  package init() {}

  package func add(_ count: Int = 1) {
    value.add(UInt64(clamping: count), ordering: .relaxed)
  }

  package func load() -> UInt64 { value.load(ordering: .relaxed) }
}

/// What became of one source's events before the log.
package struct SourceCounters: Sendable {
  package let accepted = Counter()
  /// Refused by the catalogue or by a closed log.
  package let rejected = Counter()
  /// Times that the engine had to start the source again.
  package let restarts = Counter()
  /// On while it waits to be started again.
  package let failure = Signal()
  /// What the source itself says of it.
  package let readiness = Readiness()

  package init() {}

  /// Whether it produces nothing at present though it should.
  package var isFailing: Bool { failure.isOn || !readiness.isReady }
}
