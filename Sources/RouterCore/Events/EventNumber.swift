/// An accepted event's place in the one global order of a deployment. Strictly increasing, never reused.
package struct EventNumber: Sendable, Hashable, Comparable {
  package let value: UInt64

  package init(_ value: UInt64) { self.value = value }

  /// Before the first event, which is number 1.
  package static let zero = EventNumber(0)
  /// Numbers stay below 10^12: 13-digit `msg_` ids belong to clients (contract §1).
  package static let limit = EventNumber(999_999_999_999)

  package var next: EventNumber { EventNumber(value + 1) }

  /// `msg_<n>`, the public id in every dialect.
  package var publicID: String { "msg_\(value)" }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
