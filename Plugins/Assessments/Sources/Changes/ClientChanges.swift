import GRDB
import ResourceStore
import RouterCore
import RouterResources

/// Changes of clients within one transaction.
struct ClientChanges {
  let transaction: StoreTransaction
  /// Who wants them.
  let subject: String

  private var table: ClientTable { ClientTable(transaction.database) }
  private var figures: FigureTable { FigureTable(transaction.database) }
  private var mark: Mark { Mark(time: transaction.now, subject: subject) }

  /// - Throws: `AssessmentFault`, and then nothing has changed.
  func create(_ body: JSONNode) throws -> Client {
    let id = body["client_id"]?.string ?? BoundedText.newID("client")
    let client = Client(
      id: id, name: body["name"]?.string ?? "",
      status: body["status"]?.string.flatMap(ClientStatus.init) ?? .active,
      attributes: try body["attributes"].map { try BoundedObject.read($0, "/attributes") } ?? BoundedObject.empty,
      created: mark, updated: mark, revision: try transaction.nextRevision())
    try check(client)
    guard try table.find(id) == nil else { throw AssessmentFault.taken(member: "client_id", id: id) }
    try table.insert(client)
    if client.status == .active { try figures.add(.activeClients, 1, at: transaction.now) }
    return client
  }

  /// - Parameter patch: a merge patch.
  func update(_ client: Client, _ patch: JSONNode) throws -> Client {
    var changed = client
    if let name = patch["name"]?.string { changed.name = name }
    if let status = patch["status"]?.string.flatMap(ClientStatus.init) { changed.status = status }
    if let attributes = patch["attributes"] {
      changed.attributes = try BoundedObject.merge(client.attributes, attributes, "/attributes")
    }
    try check(changed)
    // Nothing is different: the version stays.
    if changed.name.utf8.elementsEqual(client.name.utf8), changed.status == client.status,
      changed.attributes.bytes == client.attributes.bytes
    {
      return client
    }
    changed.updated = mark
    changed.revision = try transaction.nextRevision()
    try table.update(changed)
    if changed.status != client.status {
      try figures.add(.activeClients, changed.status == .active ? 1 : -1, at: transaction.now)
    }
    return changed
  }

  /// - Parameter cascade: whether the client's assessments go too; else a client that has some stays.
  func delete(_ client: Client, cascade: Bool) throws {
    let assessments = AssessmentTable(transaction.database)
    let count = try assessments.count(ofClient: client.id)
    guard cascade || count == 0 else { throw AssessmentFault.hasAssessments(count) }
    for status in AssessmentStatus.allCases {
      let gone = try assessments.delete(ofClient: client.id, status)
      if gone > 0 { try figures.add(Figure(status), -gone, at: transaction.now) }
    }
    try table.delete(client.id)
    if client.status == .active { try figures.add(.activeClients, -1, at: transaction.now) }
  }

  private func check(_ client: Client) throws {
    let faults = [
      BoundedText.fault(ofID: client.id, "/client_id"),
      BoundedText.fault(client.name, "/name", longest: BoundedText.longestName),
    ].compactMap(\.self)
    guard faults.isEmpty else { throw AssessmentFault.invalid(faults) }
  }
}
