import RouterCore
import RouterResources

extension ResourceRequest {
  /// A parameter of the query; it has been checked.
  func time(_ name: String) -> Timestamp? { query[name].flatMap { Timestamp(text: $0) } }
}

extension PageRequest {
  /// - Parameter rows: of the page, and one more if there is more.
  func next(after rows: [Int64]) -> PageCursor? {
    rows.count > limit ? PageCursor(after: rows[limit - 1]) : nil
  }
}
