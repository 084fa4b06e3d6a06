/// A part of a list.
package struct PageRequest: Sendable, Equatable {
  package static let standardLimit = 50
  package static let maxLimit = 200

  /// Items, at most.
  package let limit: Int
  /// Behind which the page begins; nil for the first.
  package let cursor: PageCursor?

  package init(limit: Int = standardLimit, cursor: PageCursor? = nil) {
    (self.limit, self.cursor) = (limit, cursor)
  }
}

/// A place in a list: the number of the row behind which the next page begins. Rows keep their numbers, so that what is created
/// or deleted meanwhile moves nothing.
package struct PageCursor: Sendable, Hashable, CustomStringConvertible {
  private static let mark = "p"

  package let row: Int64

  package init(after row: Int64) { self.row = row }

  /// Nil for what this server has not written.
  package init?(_ text: String) {
    guard text.hasPrefix(Self.mark), let row = Int64(text.dropFirst(Self.mark.count), radix: 36), row >= 0 else {
      return nil
    }
    self.row = row
    guard description == text else { return nil }
  }

  /// Opaque to clients.
  package var description: String { Self.mark + String(row, radix: 36) }
}
