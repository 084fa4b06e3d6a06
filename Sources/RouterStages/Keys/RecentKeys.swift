/// A table of keys in the order of their use, with a fixed bound: where there is no room left, the key that was used
/// longest ago goes.
package struct RecentKeys<Value: Sendable>: Sendable {
  private struct Slot: Sendable {
    let key: Fingerprint
    var value: Value
    /// Positions of the neighbours in the order of use; `none` at the ends.
    var older: Int
    var newer: Int
  }

  private static var none: Int { -1 }

  package let capacity: Int
  private var positions: [Fingerprint: Int] = [:]
  /// Slots are never removed, only given to another key or put on the list of free ones.
  private var slots: [Slot] = []
  private var free: [Int] = []
  private var oldestPosition = Self.none
  private var newestPosition = Self.none

  /// - Parameter capacity: at least 1.
  package init(capacity: Int) { self.capacity = max(1, capacity) }

  package var count: Int { positions.count }
  package var isFull: Bool { count >= capacity }
  package var oldest: Value? { oldestPosition == Self.none ? nil : slots[oldestPosition].value }

  package subscript(key: Fingerprint) -> Value? { positions[key].map { slots[$0].value } }

  /// Changes a key's value and makes it the newest. False if the key is not there.
  package mutating func update(_ key: Fingerprint, _ change: (inout Value) -> Void) -> Bool {
    guard let position = positions[key] else { return false }
    change(&slots[position].value)
    if position != newestPosition {
      unlink(position)
      link(position)
    }
    return true
  }

  /// Adds a key as the newest.
  /// - Parameter key: one that is not there.
  /// - Returns: the value of the key that had to go.
  @discardableResult
  package mutating func insert(_ key: Fingerprint, _ value: Value) -> Value? {
    let removed = isFull ? removeOldest() : nil
    let slot = Slot(key: key, value: value, older: Self.none, newer: Self.none)
    let position = free.popLast() ?? slots.count
    if position == slots.count { slots.append(slot) } else { slots[position] = slot }
    positions[key] = position
    link(position)
    return removed
  }

  @discardableResult
  package mutating func removeOldest() -> Value? {
    oldestPosition == Self.none ? nil : remove(slots[oldestPosition].key)
  }

  @discardableResult
  package mutating func remove(_ key: Fingerprint) -> Value? {
    guard let position = positions.removeValue(forKey: key) else { return nil }
    unlink(position)
    free.append(position)
    return slots[position].value
  }

  private mutating func link(_ position: Int) {
    slots[position].older = newestPosition
    slots[position].newer = Self.none
    if newestPosition == Self.none { oldestPosition = position } else { slots[newestPosition].newer = position }
    newestPosition = position
  }

  private mutating func unlink(_ position: Int) {
    let (older, newer) = (slots[position].older, slots[position].newer)
    if older == Self.none { oldestPosition = newer } else { slots[older].newer = newer }
    if newer == Self.none { newestPosition = older } else { slots[newer].older = older }
  }
}
