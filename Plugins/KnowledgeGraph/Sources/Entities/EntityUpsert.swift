import ResourceStore
import RouterCore
import RouterResources

/// Makes an entity, or the one with its external key like it.
struct EntityUpsert {
  let transaction: StoreTransaction
  let caller: ResourceRequest.Caller

  func answer(_ content: EntityContent, checking precondition: (Entity?) throws -> Void = { _ in }) throws
    -> ResourceAnswer
  {
    let changes = EntityChanges(transaction: transaction, caller: caller)
    let old = try content.key.flatMap { try EntityTable(db: transaction.database).find($0) }
    try precondition(old)
    guard let old else {
      let entity = try changes.create(content)
      return .created(entity.json, tag: entity.tag, at: entity.location)
    }
    if let id = content.id, id != old.id, let key = content.key { throw EntityChanges.taken(key, by: old) }
    let entity = try changes.update(old, to: content.replacing(old))
    return .found(entity.json, tag: entity.tag)
  }
}
