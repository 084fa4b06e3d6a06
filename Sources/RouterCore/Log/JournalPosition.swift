/// A place in the journal of decisions: so many were recorded before it. Grows with every step of the router; unlike
/// numbers of events it follows the order in which the router decided.
package struct JournalPosition: Sendable, Hashable, Comparable {
  package let value: UInt64

  package init(_ value: UInt64) { self.value = value }

  package static let start = JournalPosition(0)

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

  package static func + (position: Self, count: Int) -> Self { Self(position.value + UInt64(count)) }
}
