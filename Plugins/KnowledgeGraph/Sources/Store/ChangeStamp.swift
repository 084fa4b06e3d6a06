import Foundation
import GRDB
import RouterCore

/// Who changed something, and when.
struct ChangeStamp: Sendable, Hashable {
  let by: String
  let at: Timestamp

  init(by: String, at: Timestamp) { (self.by, self.at) = (by, at) }

  init(_ row: Row, _ prefix: String) {
    by = String(decoding: row["\(prefix)_by"] as Data, as: UTF8.self)
    at = Timestamp(microseconds: row["\(prefix)_at"])
  }

  /// For the two columns of it.
  var values: [(any DatabaseValueConvertible)?] { [Data(by.utf8), at.microseconds] }
}

extension JSONWriter {
  mutating func member(_ prefix: String, _ stamp: ChangeStamp) {
    member("\(prefix)_by", stamp.by)
    member("\(prefix)_at", stamp.at)
  }
}
