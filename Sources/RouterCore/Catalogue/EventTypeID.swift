/// Numbers the types of one catalogue from 0 without holes, for arrays that are indexed by type. It means nothing
/// outside the process: logs and wires carry names.
package struct EventTypeID: Sendable, Hashable, Comparable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  package var index: Int { Int(rawValue) }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
