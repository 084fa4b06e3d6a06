/// A set of the events of one burst, by their positions in it.
struct EventMask: Hashable, Sequence {
  /// Events that one burst may have.
  static let capacity = 64

  private(set) var bits: UInt64

  init(bits: UInt64 = 0) { self.bits = bits }

  var isEmpty: Bool { bits == 0 }
  var count: Int { bits.nonzeroBitCount }
  /// Nil when it is empty.
  var last: Int? { isEmpty ? nil : Self.capacity - 1 - bits.leadingZeroBitCount }

  func contains(_ position: Int) -> Bool { bits & (1 << UInt64(position)) != 0 }
  mutating func insert(_ position: Int) { bits |= 1 << UInt64(position) }

  static func | (left: Self, right: Self) -> Self { EventMask(bits: left.bits | right.bits) }
  static func & (left: Self, right: Self) -> Self { EventMask(bits: left.bits & right.bits) }
  static func |= (left: inout Self, right: Self) { left.bits |= right.bits }

  func subtracting(_ other: Self) -> Self { EventMask(bits: bits & ~other.bits) }
  /// The positions in their order.
  func makeIterator() -> Iterator { Iterator(rest: bits) }

  struct Iterator: IteratorProtocol {
    fileprivate var rest: UInt64

    mutating func next() -> Int? {
      guard rest != 0 else { return nil }
      defer { rest &= rest &- 1 }
      return rest.trailingZeroBitCount
    }
  }
}
