import RouterCore
import RouterResources

/// Somebody who is assessed.
struct Client: Sendable {
  let id: String
  var name: String
  var status: ClientStatus
  /// An object.
  var attributes: JSONDocument
  let created: Mark
  var updated: Mark
  var revision: Int64
  /// The place in lists.
  var row: Int64 = 0

  var tag: EntityTag { EntityTag(revision: revision) }
}

/// When something was done, and by whom.
struct Mark: Sendable {
  let time: Timestamp
  let subject: String
}
