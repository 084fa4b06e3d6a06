import Logging
import RouterCore

/// What all sessions of a gateway share.
final class SessionContext: Sendable {
  let settings: GatewaySettings
  let counters: GatewayCounters
  let logger: Logger
  let sessions: ResumableSessions
  let replays: any ReplayReader
  let services: SessionServices

  init(
    settings: GatewaySettings, counters: GatewayCounters, logger: Logger, sessions: ResumableSessions,
    replays: any ReplayReader, services: SessionServices
  ) {
    self.sessions = sessions
    self.replays = replays
    self.settings = settings
    self.counters = counters
    self.logger = logger
    self.services = services
  }
}
