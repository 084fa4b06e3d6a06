import RouterCore

/// What sessions ask for and do not have themselves.
struct SessionServices: Sendable {
  let pools: ConnectionPools
  let commands: CommandDesk
  let agents: AgentConnections
  let requests: RequestDesk
  let publish: @Sendable (PublishRequest, Principal) async -> Result<[EventNumber], PublishRefusal>
  /// - A token and the fingerprint of the client that brings it.
  let verify: @Sendable (String, String?) async -> Result<Principal, TokenError>
}
