import RouterCore
import TestSupport

@testable import RouterGateway

extension SessionServices {
  /// No agents, nothing to publish to, no token that is good.
  static func none(_ time: VirtualTime) -> SessionServices {
    SessionServices(
      pools: ConnectionPools(SessionLimits(.unlimited), silence: .seconds(5), time: time),
      commands: CommandDesk(timeout: .seconds(30), time: time),
      agents: AgentConnections(),
      requests: RequestDesk(timeout: .seconds(30), time: time),
      publish: { _, _ in .failure(PublishRefusal(reason: .denied, text: "nobody publishes here")) },
      verify: { _, _ in .failure(.badSignature) })
  }
}
