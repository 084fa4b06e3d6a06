import GRDB
import RouterCore
import RouterResources

/// One change of a store: rows and the events that speak of them.
package struct StoreTransaction {
  package let database: Database
  /// The time of the change: of its rows, and of its events unless they say another.
  package let now: Timestamp
  let intake: Intake

  /// An event of this change. It is in the log, behind those of earlier changes, soon after the transaction.
  ///
  /// A type that the deployment has switched off is left out.
  /// - Throws: `Problem` when it is too large; `IntakeError` when the catalogue does not allow the event: nothing may change then.
  package func emit(_ draft: EventDraft) throws {
    // Nothing larger is read again.
    guard draft.data.bytes.count <= JSONLimits.standard.maxBytes else {
      throw Problem(status: .contentTooLarge, detail: "the event of this change would be too large")
    }
    var draft = draft
    if draft.time == nil { draft.time = now }
    do throws(IntakeError) {
      _ = try intake.event(from: draft, producer: "")
    } catch .disabledType {
      return
    }
    try Outbox.add(draft, database)
  }

  /// A number that no version of any row of this store has had: for `EntityTag`.
  package func nextRevision() throws -> Int64 {
    try Int64.fetchOne(database, sql: "UPDATE junctor_store SET revision = revision + 1 RETURNING revision") ?? 0
  }
}
