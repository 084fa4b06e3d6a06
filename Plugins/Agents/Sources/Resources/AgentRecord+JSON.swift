import RouterCore
import RouterResources

extension AgentRecord {
  /// Of its definition and its status; what it does besides is no change of it.
  var tag: EntityTag { EntityTag(revision: revision) }

  /// As `AgentShapes.agent`.
  func json() throws -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("agent_id", id)
    writer.member("name", definition.name)
    if let template = definition.template { writer.member("template", template) }
    if let description = definition.description { writer.member("description", description) }
    writer.member("status", state.status.rawValue)
    if let reason { writer.member("reason", reason) }
    writer.member("driver", try driverSummary().root)
    writer.member("capacity", definition.capacity)
    writer.member("config", definition.config.root)
    writer.member("declared", isDeclared)
    writer.member("created_by", createdBy)
    writer.member("created_at", createdAt)
    writer.member("updated_by", updatedBy)
    writer.member("updated_at", updatedAt)
    writer.endObject()
    return writer.finish()
  }

  /// The driver without what may be secret. That of a declared agent is stored without it.
  func driverSummary() throws -> JSONDocument {
    if isDeclared { return definition.driver }
    return try DriverReader.read(definition.driver.root)?.summary ?? DriverChoice.connected.summary
  }
}
