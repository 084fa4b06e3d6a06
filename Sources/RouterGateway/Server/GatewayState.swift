import Synchronization

/// Whether the gateway takes work. Goes one way only.
package final class GatewayState: Sendable {
  package enum Phase: Int, Sendable {
    case starting
    case ready
    case draining
  }

  private let phase = Atomic<Int>(Phase.starting.rawValue)

  package init() {}

  package var current: Phase { Phase(rawValue: phase.load(ordering: .acquiring)) ?? .draining }

  package func enter(_ next: Phase) { phase.store(next.rawValue, ordering: .releasing) }
}
