import DequeModule

/// Orders what is under way for one client: works of one lane one after the other, lanes beside each other. Bounded by what a
/// session lets in.
struct RequestLanes {
  enum Lane: Hashable {
    case publishing
    case agent(String)
    case target(String)
  }

  /// By lane: what is under way, then what waits for it.
  private var lanes: [Lane: Deque<() -> Void>] = [:]

  /// - Returns: whether the work may begin.
  mutating func enter(_ lane: Lane, _ work: @escaping () -> Void) -> Bool {
    lanes[lane, default: []].append(work)
    return lanes[lane]?.count == 1
  }

  /// A work has ended.
  /// - Returns: the next one of its lane.
  mutating func leave(_ lane: Lane) -> (() -> Void)? {
    lanes[lane]?.removeFirst()
    guard let next = lanes[lane]?.first else {
      lanes[lane] = nil
      return nil
    }
    return next
  }
}
