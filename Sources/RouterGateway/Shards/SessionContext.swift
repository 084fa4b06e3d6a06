import Logging

/// What all sessions of a gateway share.
final class SessionContext: Sendable {
  let settings: GatewaySettings
  let counters: GatewayCounters
  let logger: Logger
  let sessions: ResumableSessions
  let replays: any ReplayReader

  init(
    settings: GatewaySettings, counters: GatewayCounters, logger: Logger, sessions: ResumableSessions,
    replays: any ReplayReader
  ) {
    self.sessions = sessions
    self.replays = replays
    self.settings = settings
    self.counters = counters
    self.logger = logger
  }
}
