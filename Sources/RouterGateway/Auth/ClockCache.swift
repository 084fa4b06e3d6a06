/// A dictionary of bounded size that forgets a value which has not been asked for lately: by second chance, also called
/// clock (F. J. Corbató, "A Paging Experiment with the Multics System", 1969). Nothing takes more than constant time,
/// spread over as many calls, and asking allocates nothing.
struct ClockCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Slot: Sendable {
    let key: Key
    var value: Value
    /// Asked for since the hand last came by.
    var isRecent = false
  }

  private let capacity: Int
  private var slots: [Slot] = []
  private var positions: [Key: Int] = [:]
  private var hand = 0

  /// - Parameter capacity: at least one.
  init(capacity: Int) { self.capacity = max(1, capacity) }

  var count: Int { slots.count }

  mutating func value(for key: Key) -> Value? {
    guard let position = positions[key] else { return nil }
    slots[position].isRecent = true
    return slots[position].value
  }

  /// Replaces the value that the key has.
  mutating func insert(_ value: Value, for key: Key) {
    if let position = positions[key] {
      slots[position].value = value
    } else if slots.count < capacity {
      positions[key] = slots.count
      slots.append(Slot(key: key, value: value))
    } else {
      positions[slots[nextVictim()].key] = nil
      positions[key] = hand
      slots[hand] = Slot(key: key, value: value)
      hand = (hand + 1) % capacity
    }
  }

  mutating func remove(_ key: Key) {
    guard let position = positions.removeValue(forKey: key), let last = slots.popLast(), position < slots.count else {
      return
    }
    slots[position] = last
    positions[last.key] = position
  }

  /// Moves the hand to a slot whose value was not asked for since it last came by. Ends after one round at the latest.
  private mutating func nextVictim() -> Int {
    if hand >= slots.count { hand = 0 }
    while slots[hand].isRecent {
      slots[hand].isRecent = false
      hand = (hand + 1) % capacity
    }
    return hand
  }
}
