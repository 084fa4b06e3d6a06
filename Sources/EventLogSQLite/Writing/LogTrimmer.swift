import GRDB
import RouterCore

/// Removes what retention does not keep: a bounded number of rows per transaction, so that nobody waits for it.
final class LogTrimmer {
  /// More than one transaction usually brings, so that retention keeps up.
  private static let rows = 512

  private let select: RawStatement
  private let delete: RawStatement
  private let deleteDecisions: RawStatement
  private let deleteForms: RawStatement
  private let deleteLosses: RawStatement
  private let deleteKeys: RawStatement

  init(_ database: Database) throws {
    select = try RawStatement(
      "SELECT \(EntryRow.columns) FROM entry WHERE number >= ? ORDER BY number LIMIT \(Self.rows + 1)", database)
    delete = try RawStatement("DELETE FROM entry WHERE number < ?", database)
    deleteDecisions = try RawStatement(
      """
      DELETE FROM decision WHERE start IN (
        SELECT start FROM decision INDEXED BY decision_numbers WHERE first < ?1 AND last < ?1 LIMIT \(Self.rows))
      """, database)
    deleteForms = try RawStatement(
      "DELETE FROM form WHERE position < (SELECT coalesce(min(start), 0) FROM decision)", database)
    deleteLosses = try RawStatement("DELETE FROM lost WHERE last < ?", database)
    deleteKeys = try RawStatement(
      "DELETE FROM idempotency WHERE id <= (SELECT max(id) - ? FROM idempotency)", database)
  }

  /// Whether there is anything to remove.
  func isNeeded(_ extent: LogExtent, _ plan: TrimPlan) -> Bool {
    guard let oldest = extent.oldest else { return false }
    let bounds = Bounds(plan)
    return bounds.removes(oldest.number, oldest.loggedAt, count: extent.count, bytes: extent.bytes)
  }

  /// - Returns: whether there is more to remove.
  func trim(_ extent: inout LogExtent, _ plan: TrimPlan) throws -> Bool {
    guard isNeeded(extent, plan), let oldest = extent.oldest else {
      extent.isOverLimit = extent.bytes > plan.retention.hardLimit
      return false
    }
    let bounds = Bounds(plan)
    var (count, bytes, end) = (0, 0, oldest.number)
    var rest: (number: EventNumber, loggedAt: Timestamp)?
    var hasMore = false
    select.bind(Int64(oldest.number.value))
    try select.forEach { row in
      let raw = EntryRow.raw(row)
      let goes = bounds.removes(
        raw.number, raw.loggedAt, count: extent.count - count, bytes: extent.bytes - bytes)
      guard goes, count < Self.rows else {
        rest = (raw.number, raw.loggedAt)
        hasMore = goes
        return false
      }
      (count, bytes, end) = (count + 1, bytes + raw.size, raw.number.next)
      return true
    }
    try remove(before: end)
    extent.remove(count: count, bytes: bytes, oldest: rest)
    extent.isOverLimit = extent.bytes > plan.retention.hardLimit && !hasMore
    return hasMore
  }

  private func remove(before number: EventNumber) throws {
    for statement in [delete, deleteDecisions, deleteLosses] {
      statement.bind(Int64(number.value))
      try statement.run()
    }
    try deleteForms.run()
  }

  /// Forgets keys that are beyond the window.
  func trimKeys(keeping count: Int) throws {
    deleteKeys.bind(Int64(count))
    try deleteKeys.run()
  }

  /// When an entry goes.
  private struct Bounds {
    let plan: TrimPlan
    let expiry: Timestamp

    init(_ plan: TrimPlan) {
      self.plan = plan
      expiry = plan.now - plan.retention.age
    }

    func removes(_ number: EventNumber, _ loggedAt: Timestamp, count: Int, bytes: Int) -> Bool {
      if bytes > plan.retention.hardLimit { return number < plan.hardFloor }
      guard number < plan.floor else { return false }
      return count > plan.retention.count || bytes > plan.retention.size || loggedAt < expiry
    }
  }
}
