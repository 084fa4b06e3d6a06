import Foundation
import GRDB
import RouterCore

/// Where an operator decides about dead letters, beside a running router or without one.
package struct DeadLetterDesk: Sendable {
  private let queue: DatabaseQueue

  /// - Parameter path: a log that `LogArchive` has opened.
  package init(path: String) throws(LogOpenError) {
    // A writer would write over what the router can still save.
    guard LogHolder.process(of: path) != nil || !Salvage.hasTornWriteAheadLog(path) else {
      throw LogOpenError(
        "the write-ahead log of \(path) is damaged", help: "start the router first: it saves what is whole")
    }
    var configuration = Configuration()
    configuration.label = "dead-letters"
    configuration.busyMode = .timeout(5)
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw LogOpenError("\(path): \(LogStorageError(error))")
    }
  }

  /// Asks for them to be delivered again: a running router notices by itself, another one when it starts.
  /// - Returns: how many of them are there.
  @discardableResult
  package func replay(_ ids: [Int64]) throws(LogStorageError) -> Int {
    try change(ids, "INSERT OR IGNORE INTO replay_request (dead_letter) SELECT id FROM dead_letter WHERE id = ?")
  }

  /// Removes them for good.
  /// - Returns: how many of them were there.
  @discardableResult
  package func drop(_ ids: [Int64]) throws(LogStorageError) -> Int {
    try change(
      ids, "DELETE FROM dead_letter WHERE id = ?", before: "DELETE FROM replay_request WHERE dead_letter = ?")
  }

  /// Few at a time, so that the router never waits long to write.
  private static let batch = 500

  private func change(_ ids: [Int64], _ sql: String, before: String? = nil) throws(LogStorageError) -> Int {
    do {
      var count = 0
      for start in stride(from: 0, to: ids.count, by: Self.batch) {
        count += try queue.write { database in
          var changed = 0
          for id in ids[start..<min(start + Self.batch, ids.count)] {
            if let before { try database.execute(sql: before, arguments: [id]) }
            try database.execute(sql: sql, arguments: [id])
            changed += database.changesCount
          }
          return changed
        }
      }
      return count
    } catch {
      throw LogStorageError(error)
    }
  }
}
