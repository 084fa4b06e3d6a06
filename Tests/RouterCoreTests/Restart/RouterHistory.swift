import TestSupport

@testable import RouterCore

/// A router and its log in one value: what happens, and what was decided when.
struct RouterHistory {
  /// What one step of the router has given.
  struct Done: Equatable {
    var deliveries: [[UInt64]]
    var forms: [[String]]
    var emissions: [String]
  }

  private(set) var router: Router
  private(set) var entries: [LogEntry] = []
  private(set) var routed = 0
  private(set) var lastDecision: Timestamp?
  private(set) var done: [Done] = []
  private var now = VirtualTime.start

  init(_ graph: Graph) { router = Router(graph: graph) }

  mutating func append(_ count: Int) {
    for _ in 0..<count { append(.sample(), from: .source("test")) }
  }

  private mutating func append(_ event: Event, from origin: Origin) {
    let number = EventNumber(UInt64(entries.count) + 1)
    entries.append(LogEntry(number: number, loggedAt: now, origin: origin, event: event))
  }

  mutating func pass(_ duration: Duration) { now = now + duration }

  /// Routes some of what waits.
  mutating func route(_ count: Int) {
    let page = Array(entries[routed...].prefix(count))
    guard !page.isEmpty else { return }
    routed += page.count
    settle(router.step(page))
  }

  /// As the loop does it: not before what waits is routed.
  mutating func tick() {
    guard routed == entries.count else { return }
    settle(router.advance(to: now))
  }

  private mutating func settle(_ step: RouterStep) {
    for emission in step.emissions { append(emission.event, from: emission.origin) }
    lastDecision = router.clock
    done.append(
      Done(
        deliveries: step.deliveries.map { $0.map(\.number.value) },
        forms: step.deliveries.map { $0.map(\.event.data.description) },
        emissions: step.emissions.map(\.event.data.description)))
  }

  /// The same log, and a router that has to find out where it was.
  func restarted(_ graph: Graph) -> RouterHistory {
    var next = self
    next.router = Router(graph: graph)
    next.done = []
    guard routed > 0 else { return next }
    if let horizon = next.router.horizon, let lastDecision {
      let since = lastDecision - horizon
      next.router.rehearse(entries[..<routed].filter { $0.loggedAt >= since })
    }
    next.router.begin(at: lastDecision, behind: EventNumber(UInt64(entries.count)))
    return next
  }
}
