import DequeModule

/// The keys of recent events: an event that comes again with the same key is recognised within bounds of age and number.
struct IdempotencyWindow: Sendable {
  private let config: IdempotencyConfig
  private var numbers: [String: EventNumber] = [:]
  private var order: Deque<(key: String, at: Timestamp)> = []

  init(config: IdempotencyConfig) { self.config = config }

  subscript(key: String) -> EventNumber? { numbers[key] }

  mutating func add(_ key: String, _ number: EventNumber, at now: Timestamp) {
    numbers[key] = number
    order.append((key, now))
    while order.count > config.count { forgetOldest() }
  }

  /// Takes back what was added last, when it could not be stored.
  mutating func remove(last count: Int) {
    for _ in 0..<count {
      guard let newest = order.popLast() else { return }
      numbers[newest.key] = nil
    }
  }

  mutating func forget(at now: Timestamp) {
    let expiry = now - config.age
    while let oldest = order.first, oldest.at < expiry { forgetOldest() }
  }

  private mutating func forgetOldest() {
    guard let oldest = order.popFirst() else { return }
    numbers[oldest.key] = nil
  }
}
