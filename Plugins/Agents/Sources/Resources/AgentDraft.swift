import RouterCore
import RouterResources

/// What a client says of an agent: read, and held against all rules that need no store.
struct AgentDraft: Sendable {
  /// Nil: one is made.
  var id: String?
  var definition: AgentDefinition
  var kind: DriverKind

  private static let nothing = #"{}"#

  /// - Parameter body: of the shape `AgentShapes.creation`.
  /// - Throws: 422 with everything that is wrong; 403 for a driver that the deployment does not allow.
  init(creating body: JSONNode, by caller: ResourceRequest.Caller, _ rules: DriverRules) throws {
    id = body["agent_id"]?.string
    definition = AgentDefinition(
      name: body["name"]?.string ?? "", template: body["template"]?.string, description: body["description"]?.string,
      capacity: body["capacity"]?.int ?? 1, driver: try DriverChoice.connected.summary,
      config: try body["config"]?.detached() ?? JSONDocument(parsing: Self.nothing))
    kind = .connected
    try check(id: id)
    if let driver = body["driver"] {
      let choice = try DriverReader.check(driver)
      try caller.checkMayDefine(choice.kind)
      try rules.check(choice)
      (definition.driver, kind) = (driver.detached(), choice.kind)
    }
  }

  /// - Parameter patch: of the shape `AgentShapes.patch`.
  /// - Throws: as above.
  init(
    _ record: AgentRecord, patchedWith patch: JSONNode, by caller: ResourceRequest.Caller, _ rules: DriverRules
  ) throws {
    (definition, kind) = (record.definition, record.driverType)
    if let name = patch["name"]?.string { definition.name = name }
    if let template = patch["template"] { definition.template = template.string }
    if let description = patch["description"] { definition.description = description.string }
    if let capacity = patch["capacity"]?.int { definition.capacity = capacity }
    if let config = patch["config"] { definition.config = try record.definition.config.root.merged(with: config) }
    try check(id: nil)
    guard let driver = patch["driver"] else { return }
    let isReplaced = driver["type"].map { $0.string != kind.rawValue } ?? false
    // Before anything is said of what is stored.
    if !isReplaced { try caller.checkMayDefine(kind) }
    definition.driver =
      isReplaced ? driver.detached() : try DriverSecrets.merge(driver, into: record.definition.driver.root)
    let choice = try DriverReader.check(definition.driver.root)
    try caller.checkMayDefine(choice.kind)
    try rules.check(choice)
    kind = choice.kind
  }

  private func check(id: String?) throws(Problem) {
    let mistakes: [(String, String?)] = [
      ("/agent_id", AgentLimits.mistake(inID: id)),
      ("/name", AgentLimits.mistake(inName: definition.name)),
      ("/template", AgentLimits.mistake(inName: definition.template)),
      ("/description", AgentLimits.mistake(inDescription: definition.description)),
      ("/config", AgentLimits.mistake(inConfig: definition.config)),
    ]
    let errors = mistakes.compactMap { pointer, mistake in
      mistake.map { Problem.Detail(place: .body(pointer: pointer), detail: $0) }
    }
    guard !errors.isEmpty else { return }
    throw Problem(
      status: .unprocessableContent, detail: "the body is not as it should be; see errors", errors: errors)
  }
}

extension ResourceRequest.Caller {
  /// A driver makes the router run commands, or ask other hosts: to change an agent's is as much as to create one.
  /// - Throws: 403 for who may only change agents, and for agents themselves.
  func checkMayDefine(_ kind: DriverKind) throws(Problem) {
    guard kind != .connected, agent != nil || !permissions.contains(.createAgent) else { return }
    throw Problem(
      status: .forbidden,
      detail: "a driver of type \(kind.rawValue) needs the permission \(Permission.createAgent.rawValue), and a token "
        + "that is no agent's")
  }
}
