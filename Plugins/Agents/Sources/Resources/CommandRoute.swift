import HTTPTypes
import RouterCore
import RouterResources

/// `POST /api/v1/agents/{agent_id}/commands`: the commands of the v1 API for those who hold no connection.
struct CommandRoute: Sendable {
  private static let collection = AgentShapes.collection

  let registry: Registry
  let backend: any AgentBackend

  var route: ResourceRoute { ResourceRoute(Self.description, answer) }

  private static let body = PayloadShape.named(
    "agent_command", "A command to an agent.",
    .exact([
      .required("command", .oneOf(AgentCommand.Name.allCases.map(\.rawValue)), "What it shall do."),
      .optional("parameters", .map(of: .any), "What the command takes."),
    ]), example: #"{"command":"stop","parameters":{"graceful":true}}"#)

  private static let description = RouteDescription(
    .post, "\(collection.path)/{agent_id}/commands", name: "commandAgent", "Gives an agent a command.",
    detail: "As `command` of the v1 API; the answer comes when it has been carried out.", tag: collection.tag,
    access: .permission(.modifyAgent), parameters: [.path("agent_id", .identifier, "The id of the agent.")],
    body: [.json(body)],
    responses: [
      .json(.ok, "It has been carried out; the agent as it is now.", .named(AgentShapes.agent), headers: [.entityTag]),
      .problem(.notFound, "There is no such agent."),
      .problem(.conflict, "The agent's state does not allow it, or the agent refuses or is not there."),
      .problem(.gatewayTimeout, "It was not carried out in time."),
    ] + .bodyProblems + [.storeUnavailable])

  private func answer(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let id = request.path["agent_id"] ?? ""
    guard let body = request.body?.root,
      let name = body["command"]?.string.flatMap({ AgentCommand.Name(rawValue: $0) })
    else { throw Problem.invalid("/command", "is required") }
    let command = AgentCommand(
      name, agent: id, parameters: body["parameters"]?.detached(), requestID: RandomID.make("req_"),
      subject: request.caller.subject, callerAgent: request.caller.agent)
    do throws(AgentCommandError) {
      _ = try await backend.perform(command)
    } catch {
      throw Self.problem(error, id)
    }
    guard let record = try await registry.find(id) else { throw Self.collection.notFound(id) }
    return .found(try record.json(), tag: record.tag)
  }

  private static func problem(_ error: AgentCommandError, _ id: String) -> Problem {
    switch error {
    case .notFound: collection.notFound(id)
    case .denied(let text): Problem(status: .forbidden, detail: text)
    case .invalidCommand(let text): .invalid("/parameters", text)
    case .invalidState(let text): Problem(status: .conflict, detail: text)
    case .timeout(let text): Problem(status: .gatewayTimeout, detail: text)
    }
  }
}
